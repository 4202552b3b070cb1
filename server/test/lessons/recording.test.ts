import { expect, test } from 'vitest'
import type { LogEvent } from '../../protocol/events.js'
import { History } from '../../protocol/history/history.js'
import { LOG } from '../../protocol/limits.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { beginning, logOf } from '../support/state.js'
import { holdEachEvent } from './each-event.js'
import { request } from './observed.js'
import { compare, type Recording } from './recording.js'

function recorded(): Recording {
  const { log, note } = logOf(beginning())
  const snapshots = [log.state]
  for (let count = 0; count < 3; count++) {
    const row = request()
    if (row.kind === 'request') note({ kind: 'request', request: row.request })
    note({ kind: 'cleared', removed: count, undoForMs: 0 })
    snapshots.push(log.state)
  }
  return { events: new Map(log.after(0).map((event) => [event.seq, event])), snapshots }
}

test('what goes wrong between two snapshots is found at the next one, and at every one after it', () => {
  const { events, snapshots } = recorded()
  const [first, , , last] = snapshots
  if (!first || !last) throw new Error('no snapshots')
  const second = events.get(2) as Extract<LogEvent, { kind: 'cleared' }>
  const altered = new Map(events).set(2, { ...second, removed: 99 })
  // It is a prefix of the whole log that is held against it, and not what happened since the snapshot before.
  expect(() => compare({ events: altered, snapshots: [first, last] })).toThrow('At event 6')
  expect(() => compare({ events: altered, snapshots })).toThrow('At event 2')
})

test('a recording whose events are its state passes, one with an event altered does not, and one with an event missing counts for less', () => {
  const { events, snapshots } = recorded()
  expect(compare({ events, snapshots })).toEqual({ compared: 3, gaps: 0 })
  const third = events.get(3) as Extract<LogEvent, { kind: 'request' }>
  const altered = new Map(events).set(3, { ...third, request: { ...third.request, path: '/somewhere-else' } })
  expect(() => compare({ events: altered, snapshots })).toThrow('timeline')
  const missing = new Map([...events].filter(([seq]) => seq !== 3))
  expect(compare({ events: missing, snapshots })).toEqual({ compared: 2, gaps: 1 })
})

/** What a page was sent, and the history of a file that was made of it. */
function kept(alter: (event: LogEvent) => LogEvent = (event) => event): {
  readonly base: Snapshot
  readonly events: readonly LogEvent[]
  readonly history: History
} {
  const { log, note } = logOf(beginning())
  const base = log.state
  for (let count = 0; count < 3 * LOG.segment; count++) {
    const row = request()
    if (row.kind === 'request' && count % 2 === 0) note({ kind: 'request', request: row.request })
    else note({ kind: 'cleared', removed: count, undoForMs: 0 })
  }
  const events = log.after(0)
  const history = new History(base, LOG)
  let state = base
  for (const event of events.map(alter)) {
    history.add(event, state)
    state = reduce(state, event)
  }
  return { base, events, history }
}

test('a history is held against what was live at each of its events, forwards and from anywhere', () => {
  const { base, events, history } = kept()
  expect(holdEachEvent(base, events, history)).toEqual({ events: 3 * LOG.segment, backwards: expect.any(Number) })
  for (const seq of [1, LOG.segment, LOG.segment + 1, 3 * LOG.segment]) {
    const wrong = kept((event) => (event.seq === seq ? otherwise(event) : event))
    expect(() => holdEachEvent(wrong.base, wrong.events, wrong.history)).toThrow(`At event ${seq} (forwards)`)
  }
  // One that goes wrong only where it has to begin anew.
  const forwards: number[] = []
  const whole = kept()
  const stateAt = whole.history.stateAt.bind(whole.history)
  whole.history.stateAt = (seq) => {
    const isBack = seq < (forwards.at(-1) ?? 0)
    forwards.push(seq)
    return isBack ? stateAt(seq - 1) : stateAt(seq)
  }
  expect(() => holdEachEvent(whole.base, whole.events, whole.history)).toThrow('(backwards)')
})

function otherwise(event: LogEvent): LogEvent {
  return event.kind === 'request'
    ? { ...event, request: { ...event.request, path: '/somewhere-else' } }
    : { ...event, kind: 'cleared', removed: -1, undoForMs: 0 }
}
