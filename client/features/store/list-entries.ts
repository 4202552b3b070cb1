/**
 * Which row stands where in the list: the followed browsers' sessions first, then everyone in the store's own order. Pure.
 * A cookie may name any id, so a browser's counts only once the store is known to hold it.
 */

import type { BrowserState } from '../../../server/protocol/browsers.js'
import type { SessionRow } from '../../../server/protocol/command-results.js'
import type { SessionPagesView } from './session-pages.js'

export type ListEntry =
  | { readonly kind: 'browser'; readonly id: string; readonly browser: BrowserState }
  | { readonly kind: 'divider'; readonly others: number }
  | { readonly kind: 'session'; readonly id: string; readonly row: SessionRow }
  | { readonly kind: 'loading' }

export interface ListEntries {
  readonly length: number
  readonly at: (index: number) => ListEntry
  /** Index of row 0 of the pages: what an index of the list means there. */
  readonly pagesFrom: number
  /** Where an id stands, among the rows that are here; -1: not known. */
  readonly find: (id: string, within: readonly [number, number]) => number
}

/** Browsers keep scroll areas up to about 17 million px high (Firefox); rows beyond are found by searching. */
const MOST_ROWS = 500_000

/**
 * @param count sessions in the list without a search, matches with one
 * @param firstPage rows of one page
 */
export function listEntries(view: SessionPagesView, count: number, browsers: readonly BrowserState[], firstPage: number): ListEntries {
  const holders = view.search === '' ? browsers.filter(({ sessionId, known }) => sessionId !== null && known === true) : []
  // One whose cookie lies in several browsers is one session still: its owner's, where that is known.
  const pinned = holders.filter((browser) => {
    const same = holders.filter(({ sessionId }) => sessionId === browser.sessionId)
    return browser === (same.find(({ borrowed }) => borrowed === null) ?? same[0])
  })
  const pinnedIds = new Set(pinned.map(({ sessionId }) => sessionId))
  const rest = count <= firstPage ? loadedRest(view, count, pinnedIds) : null
  // In a long list, what is pinned above is left out of the first page only: further down nothing may move while it loads.
  const hidden = rest === null ? pinnedOnFirstPage(view, pinnedIds, firstPage) : []
  const others = rest?.length ?? Math.min(count, MOST_ROWS) - hidden.length
  const divider = pinned.length > 0 && count > pinned.length ? 1 : 0
  const pagesFrom = pinned.length + divider
  const at = (index: number): ListEntry => {
    const browser = pinned[index]
    if (browser?.sessionId) return { kind: 'browser', id: browser.sessionId, browser }
    if (index < pagesFrom) return { kind: 'divider', others: Math.max(0, count - pinned.length) }
    const row = rest === null ? view.rowAt(skip(index - pagesFrom, hidden)) : rest[index - pagesFrom]
    return row === undefined ? { kind: 'loading' } : { kind: 'session', id: row.id, row }
  }
  const length = pagesFrom + (divider === 1 || pinned.length === 0 ? others : 0)
  const find: ListEntries['find'] = (id, [from, to]) => {
    const place = pinned.findIndex(({ sessionId }) => sessionId === id)
    if (place !== -1) return place
    for (let index = Math.max(pagesFrom, from); index <= Math.min(to, length - 1); index++) {
      const entry = at(index)
      if (entry.kind === 'session' && entry.id === id) return index
    }
    return -1
  }
  return { length, at, pagesFrom, find }
}

/** The rows of a short list but for the pinned ones; places that are still on their way stay undefined. */
function loadedRest(view: SessionPagesView, count: number, pinnedIds: ReadonlySet<string | null>): readonly (SessionRow | undefined)[] {
  const rows = Array.from({ length: count }, (_, index) => view.rowAt(index))
  const isLoaded = rows.some((row) => row !== undefined)
  return isLoaded ? rows.filter((row) => row !== undefined && !pinnedIds.has(row.id)) : rows.slice(pinnedIds.size)
}

/** Places on the first page that a pinned session holds, ascending. */
function pinnedOnFirstPage(view: SessionPagesView, pinnedIds: ReadonlySet<string | null>, firstPage: number): readonly number[] {
  return Array.from({ length: firstPage }, (_, index) => index).filter((index) => pinnedIds.has(view.rowAt(index)?.id ?? null))
}

/** The place in the store's order of the nth row that is not hidden. */
function skip(index: number, hidden: readonly number[]): number {
  return hidden.reduce((place, gap) => (gap <= place ? place + 1 : place), index)
}
