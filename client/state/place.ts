import { useSyncExternalStore } from 'react'

/** What the left side shows, as the link says: `#/lessons/02-the-claim-ticket`, `#/lessons`, `#/sandbox`; `none`: the link says nothing. */
export type Place = { readonly at: 'lesson'; readonly id: string } | { readonly at: 'lessons' } | { readonly at: 'sandbox' } | { readonly at: 'none' }

const NONE: Place = { at: 'none' }
let current: { readonly hash: string; readonly place: Place } | null = null

/** Reads a link's hash. null: it is about something else on the page (`#pane-store`), so the place stays as it was. */
export function placeIn(hash: string): Place | null {
  if (hash === '' || hash === '#' || hash === '#/') return NONE
  if (!hash.startsWith('#/')) return null
  const [first = '', second = ''] = hash.slice(2).split(/\/(.*)/s)
  if (first === 'lessons') return second === '' ? { at: 'lessons' } : { at: 'lesson', id: decoded(second) }
  return first === 'sandbox' ? { at: 'sandbox' } : NONE
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, 80)
  } catch {
    return text.slice(0, 80)
  }
}

export function currentPlace(): Place {
  if (current?.hash !== location.hash) current = { hash: location.hash, place: placeIn(location.hash) ?? current?.place ?? NONE }
  return current.place
}

export function linkTo(place: Exclude<Place, { at: 'none' }>): string {
  return place.at === 'lesson' ? `#/lessons/${place.id}` : `#/${place.at}`
}

/** Goes to a place; the rest of the link (the language) stays. `replace`: without a step in the browser's history. */
export function goTo(place: Exclude<Place, { at: 'none' }>, how: 'push' | 'replace' = 'push'): void {
  const link = linkTo(place)
  if (location.hash === link) return
  if (how === 'push') location.hash = link
  else {
    history.replaceState(null, '', link)
    // replaceState tells nobody.
    dispatchEvent(new HashChangeEvent('hashchange'))
  }
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace)
}
