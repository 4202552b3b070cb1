/** Holds a history against what was live, at each of its events: as a page had it then, event by event, and as the history gives it from anywhere. */
import type { LogEvent } from '../../protocol/events.js'
import type { History } from '../../protocol/history/history.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { sampled } from '../support/thoroughness.js'

/** Under `npm test`, the states that are asked for out of order: each begins anew, up to a segment before. */
const OUT_OF_ORDER = 40

export interface Held {
  /** Events, each of which was held against the state of then. */
  readonly events: number
  /** States that were asked for from the end to the beginning. */
  readonly backwards: number
}

/**
 * @param base what a page had before the first event
 * @param events all that it was sent from then on
 * @throws Error with the event and the part of the state that is another
 */
export function holdEachEvent(base: Snapshot, events: readonly LogEvent[], history: History): Held {
  const equals = equality()
  const live = [base]
  for (const event of events) live.push(reduce(live.at(-1) as Snapshot, event))
  const hold = (state: Snapshot, how: string) => {
    const then = history.stateAt(state.seq)
    if (then === null) throw new Error(`At event ${state.seq} (${how}) the history has no state.`)
    const differing = Object.keys({ ...state, ...then }).filter((name) => !equals(state[name as keyof Snapshot], then[name as keyof Snapshot]))
    if (differing.length > 0) throw new Error(`At event ${state.seq} (${how}) the history is not what was live: ${differing.join(', ')}.`)
  }
  for (const state of live.slice(1)) hold(state, 'forwards')
  const backwards = sampled(live.slice(1), OUT_OF_ORDER).toReversed()
  for (const state of backwards) hold(state, 'backwards')
  return { events: events.length, backwards: backwards.length }
}

/**
 * Deep equality of what JSON can hold. States share what did not change from one to the next, so what was found equal once is not looked through again:
 * without that, all events of a lesson with a crowd would take minutes.
 */
function equality(): (a: unknown, b: unknown) => boolean {
  const known = new WeakMap<object, object>()
  const equals = (a: unknown, b: unknown): boolean => {
    if (Object.is(a, b)) return true
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
    if (known.get(a) === b) return true
    if (Array.isArray(a) !== Array.isArray(b)) return false
    const [mine, theirs] = [entriesOf(a), entriesOf(b)]
    if (mine.length !== theirs.length || !mine.every(([name, value]) => equals(value, (b as Readonly<Record<string, unknown>>)[name]))) return false
    known.set(a, b)
    return true
  }
  return equals
}

/** On the other side of a socket or a file, what is undefined is not there. */
function entriesOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, each]) => each !== undefined)
}
