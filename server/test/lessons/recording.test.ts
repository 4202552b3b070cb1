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
    note({ kind: 'cleared', removed: count })
    snapshots.push(log.state)
  }
  return { events: new Map(log.after(0).map((event) => [event.seq, event])), snapshots }
}

test('a recording whose events are its state passes, one with an event altered does not, and one with an event missing counts for less', () => {
  const { events, snapshots } = recorded()
  expect(compare({ events, snapshots })).toBe(3)
  const third = events.get(3) as Extract<LogEvent, { kind: 'request' }>
  const altered = new Map(events).set(3, { ...third, request: { ...third.request, path: '/somewhere-else' } })
  expect(() => compare({ events: altered, snapshots })).toThrow('timeline')
  const missing = new Map([...events].filter(([seq]) => seq !== 3))
  expect(compare({ events: missing, snapshots })).toBe(2)
})
