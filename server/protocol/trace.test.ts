import { expect, test } from 'vitest'
import { LIMITS } from './limits.js'
import { awaitedBy, dueTimes, type TraceAct, withoutActs } from './trace.js'

const act = (more: Partial<TraceAct> = {}): TraceAct => ({ browser: 0, method: 'GET', path: '/', pauseMs: 100, ...more })

test('an act waits for all before it but for those with which it goes along', () => {
  const acts = [act(), act({ overlaps: [1] }), act({ overlaps: [2] }), act()]
  expect(acts.map((_, place) => awaitedBy(acts, place))).toEqual([[], [], [1], [0, 1, 2]])
})

test('each is due after all pauses before it', () => {
  expect(dueTimes([act({ pauseMs: 0 }), act(), act({ pauseMs: 50 })], 2)).toEqual([0, 50, 75])
})

test('without some acts, the others keep their times, and go along with the same ones', () => {
  const acts = [act({ pauseMs: 0 }), act({ path: '/a' }), act({ path: '/b', overlaps: [1, 2] }), act({ path: '/c', overlaps: [2] })]
  expect(withoutActs(acts, (place) => place === 1)).toEqual([act({ pauseMs: 0 }), act({ path: '/b', pauseMs: 200, overlaps: [1] }), act({ path: '/c' })])
  expect(withoutActs(acts, (place) => place < 2)).toEqual([act({ path: '/b', pauseMs: 0 }), act({ path: '/c' })])
  expect(withoutActs(acts, () => false)).toEqual(acts)
})

test('no pause becomes longer than a trace can wait', () => {
  const long = act({ pauseMs: LIMITS.tracePauseMs })
  expect(withoutActs([act(), long, long], (place) => place === 1)[1]?.pauseMs).toBe(LIMITS.tracePauseMs)
})
