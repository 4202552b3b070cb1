/** Readings come by the clock, ten a second and more. The older they are, the fewer of them are worth keeping. */
import type { EventKind, LogEvent, ReadingKind } from '../events.js'
import { mergeSlices } from '../reduce/request-events.js'

const KINDS: ReadonlySet<EventKind> = new Set<ReadingKind>(['memory-read', 'mongo-usage', 'resource-usage', 'crowd-slice', 'crowd-progress'])

export function isReading({ kind }: LogEvent): boolean {
  return KINDS.has(kind)
}

/**
 * Of the readings of a kind and a lesson server, the last in each span of time. A slice of a crowd's requests takes along those before it,
 * so that what was counted stays counted. Everything else stays as it is.
 *
 * @param everyMs length of a span; Infinity: one reading is left of all
 */
export function thinned(events: readonly LogEvent[], everyMs: number): readonly LogEvent[] {
  /** Places in `kept` by kind and lesson server. */
  const places = new Map<string, number>()
  const kept: (LogEvent | null)[] = []
  for (const event of events) {
    if (!isReading(event)) {
      kept.push(event)
      continue
    }
    const name = `${event.kind} ${event.instance}`
    const place = places.get(name)
    const before = place === undefined ? null : kept[place]
    const isSameSpan = before != null && (everyMs === Number.POSITIVE_INFINITY || Math.floor(before.at / everyMs) === Math.floor(event.at / everyMs))
    if (isSameSpan && place !== undefined) kept[place] = null
    places.set(name, kept.length)
    const isMerged = isSameSpan && before.kind === 'crowd-slice' && event.kind === 'crowd-slice'
    kept.push(isMerged ? { ...event, slice: mergeSlices(before.slice, event.slice) } : event)
  }
  return kept.filter((event) => event !== null)
}
