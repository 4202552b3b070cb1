import { expect, test } from 'vitest'
import type { LogEvent } from '../../protocol/events.js'
import { beginning, logOf } from '../support/state.js'
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
