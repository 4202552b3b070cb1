import { useSyncExternalStore } from 'react'

/**
 * What the left side shows, as the link says: `#/lessons/02-the-claim-ticket`, with a step to read again behind another slash, `#/lessons`,
 * `#/cheat-sheet`, `#/sandbox`; `none`: the link says nothing.
 */
export type Place = { readonly at: 'lesson'; readonly id: string; readonly step?: string } | { readonly at: 'lessons' | 'cheat-sheet' | 'sandbox' | 'none' }

const NONE: Place = { at: 'none' }
let current: { readonly hash: string; readonly place: Place } | null = null

/** Reads a link's hash. null: it is about something else on the page (`#pane-store`), so the place stays as it was. */
export function placeIn(hash: string): Place | null {
  if (hash === '' || hash === '#' || hash === '#/') return NONE
  if (!hash.startsWith('#/')) return null
  const [first = '', second = ''] = hash.slice(2).split(/\/(.*)/s)
  if (first === 'lessons') return second === '' ? { at: 'lessons' } : lessonIn(second)
  return first === 'sandbox' || first === 'cheat-sheet' ? { at: first } : NONE
}

function lessonIn(path: string): Place {
  const [id = '', step = ''] = path.split('/')
  return { at: 'lesson', id: decoded(id), ...(step === '' ? {} : { step: decoded(step) }) }
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

export function linkTo(place: Place): string {
  if (place.at === 'lesson') return `#/lessons/${place.id}${place.step === undefined ? '' : `/${place.step}`}`
  return place.at === 'none' ? '#/' : `#/${place.at}`
}

/** Goes to a place; the rest of the link (the language) stays. `replace`: without a step in the browser's history. */
export function goTo(place: Place, how: 'push' | 'replace' = 'push'): void {
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
