import { afterEach, expect, test } from 'vitest'
import { Lanes } from './lanes.js'

let lanes: Lanes
afterEach(() => lanes.close())

test('while no lesson server runs, the lanes stay, and lead on as soon as one does', () => {
  lanes = new Lanes({ ports: [1, 2], rule: 'turns', internalKey: 'key' })
  const seat = lanes.take()
  lanes.steer({ ports: [], rule: 'sticky' })
  // Sticky: from now on a user stays.
  expect(lanes.next(seat)).toBe(seat.lane)
  expect([1, 2]).toContain(lanes.take().lane.port)
  lanes.steer({ ports: [3], rule: 'sticky' })
  expect([lanes.next(seat).port, lanes.take().lane.port]).toEqual([3, 3])
})
