import { useSyncExternalStore } from 'react'
import { filterIn, withFilter } from './filter-address.js'
import { NO_FILTER, type RowFilter } from './row-filter.js'

let current: { readonly search: string; readonly filter: RowFilter } | null = null
/** Does the newest step of the browser's history stand for a text that is being typed? Then the next letter is no step of its own. */
let isTyping = false
const listeners = new Set<() => void>()

function currentFilter(): RowFilter {
  const { search } = location
  if (current?.search !== search) current = { search, filter: filterIn(search) }
  return current.filter
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('popstate', onStep)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) removeEventListener('popstate', onStep)
  }
}

function onStep(): void {
  isTyping = false
  tell()
}

function tell(): void {
  for (const each of listeners) each()
}

/** The filter of the requests, which is the address's: it is there again after a reload, and goes back and forward with the browser. */
export function useRowFilter(): RowFilter {
  return useSyncExternalStore(subscribe, currentFilter)
}

/** Changes some of its criteria. Each change is a step of the browser's history; what is typed letter by letter is one. */
export function changeFilter(change: Partial<RowFilter>): void {
  const search = withFilter(location.search, { ...currentFilter(), ...change })
  if (search === location.search) return
  const typing = 'text' in change || 'path' in change
  const address = location.pathname + search + location.hash
  if (typing && isTyping) history.replaceState(history.state, '', address)
  else history.pushState(null, '', address)
  isTyping = typing
  tell()
}

export function clearFilter(): void {
  changeFilter({ ...NO_FILTER })
  isTyping = false
}
