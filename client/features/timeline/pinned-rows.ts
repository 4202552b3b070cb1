/** The rows that the reader has pinned: they stay on top of the table, also when they are long gone from the timeline. */
import { useSyncExternalStore } from 'react'
import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** More of them would leave no room for what comes. */
export const MOST_PINNED = 8

let pinned: readonly TimelineRow[] = []
const listeners = new Set<() => void>()

function change(rows: readonly TimelineRow[]): void {
  pinned = rows
  for (const each of listeners) each()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** In the order in which they were pinned, as they were then. */
export function usePinned(): readonly TimelineRow[] {
  return useSyncExternalStore(subscribe, () => pinned)
}

/** Pins a row, or lets it go; beyond {@link MOST_PINNED}, the one that was pinned first goes. */
export function togglePinned(row: TimelineRow): void {
  const others = pinned.filter(({ key }) => key !== row.key)
  change(others.length < pinned.length ? others : [...others, row].slice(-MOST_PINNED))
}

export function unpinAll(): void {
  change([])
}

/** As they are now, where the timeline still has them: what is learnt of a request later stands in its row. */
export function asTheyAre(rows: readonly TimelineRow[], timeline: readonly TimelineRow[]): readonly TimelineRow[] {
  if (rows.length === 0) return rows
  return rows.map((row) => timeline.findLast(({ key }) => key === row.key) ?? row)
}
