import type { Frame } from '../../server/protocol/dashboard.js'
import type { MemorySample, MemoryState, Snapshot, TimelineRow } from '../../server/protocol/state.js'
import { LIMITS } from './limits.js'

/** Does this frame follow the snapshot directly? A `gap` asks for a resync; `stale` frames are already in the snapshot. */
export function orderOf(snapshot: Snapshot, frame: Frame): 'next' | 'stale' | 'gap' {
  if (frame.seq <= snapshot.seq) return 'stale'
  return frame.seq === snapshot.seq + 1 ? 'next' : 'gap'
}

/** The snapshot after a frame. Nothing is changed in place; what did not change keeps its identity, so that selectors can compare. */
export function applyFrame(snapshot: Snapshot, frame: Frame): Snapshot {
  return {
    ...snapshot,
    ...frame.slices,
    seq: frame.seq,
    timeline: withRows(snapshot.timeline, frame.rows),
    memory: withSamples(snapshot.memory, frame.samples),
  }
}

/** Rows added at the end, or put in place of the row with the same key; the oldest leave above LIMITS.timelineRows. */
export function withRows(timeline: readonly TimelineRow[], rows: readonly TimelineRow[]): readonly TimelineRow[] {
  if (rows.length === 0) return timeline
  const next = timeline.slice()
  const places = new Map(next.map((row, index) => [row.key, index]))
  for (const row of rows) {
    const place = places.get(row.key)
    if (place === undefined) {
      places.set(row.key, next.length)
      next.push(row)
    } else next[place] = row
  }
  return next.length > LIMITS.timelineRows ? next.slice(-LIMITS.timelineRows) : next
}

/** Samples added at the end; the oldest leave above LIMITS.memorySamples. */
export function withSamples(memory: MemoryState, samples: readonly MemorySample[]): MemoryState {
  const latest = samples.at(-1)
  if (!latest) return memory
  return { latest, samples: [...memory.samples, ...samples].slice(-LIMITS.memorySamples) }
}
