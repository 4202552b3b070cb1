/** Browsers, real and virtual, and those that are no longer followed. */

import type { BrowserState } from '../browsers.js'
import type { BrowserEvent, EventOf } from '../events.js'
import { LIMITS } from '../limits.js'
import type { Snapshot } from '../state.js'
import { isKnown } from './document-events.js'
import { isSame } from './same.js'

export const browserReducers: { readonly [K in BrowserEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'browser-changed': (state, { browser: facts }) => {
    const place = state.browsers.findIndex(({ id }) => id === facts.id)
    const before = state.browsers[place]
    const browser: BrowserState = { ...facts, known: isKnown(state.focused, facts.sessionId) }
    if (before === undefined) return { ...state, browsers: inOrder([...state.browsers, browser]) }
    return isSame(before, browser) ? state : { ...state, browsers: state.browsers.with(place, withOld(browser, before)) }
  },

  'browser-gone': (state, { browser }) => ({
    ...state,
    browsers: state.browsers.filter(({ id }) => id !== browser.id),
    formerBrowsers: [...state.formerBrowsers.filter(({ id }) => id !== browser.id), browser].slice(-LIMITS.formerBrowsers),
  }),
}

/** The reader's own, the virtual ones, the other real ones; each kind as they came. */
function inOrder(browsers: readonly BrowserState[]): readonly BrowserState[] {
  const rank = ({ id, real }: BrowserState) => (id === 'you' ? 0 : real === null ? 1 : 2)
  return browsers.toSorted((a, b) => rank(a) - rank(b))
}

/** What says the same as before stays the very same. */
function withOld(browser: BrowserState, before: BrowserState): BrowserState {
  const entries = Object.entries(browser).map(([name, value]) => {
    const old = before[name as keyof BrowserState]
    return [name, isSame(old, value) ? old : value]
  })
  return Object.fromEntries(entries) as BrowserState
}
