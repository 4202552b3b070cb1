import { expect, test } from 'vitest'
import { CROWD } from '../config.js'
import { RequestFailure } from './request-failure.js'
import { Tally } from './tally.js'

const failure = (reason: string) => new RequestFailure(reason, 'refused')

test('begins with nothing', () => {
  const tally = new Tally(0)
  expect(tally.figures).toEqual({ usersDone: 0, requests: 0, errors: 0, errorKinds: [], latency: null })
  expect(tally.recentUsersPerSecond(0)).toBe(0)
  expect(tally.overallUsersPerSecond(0)).toBe(0)
})

test('counts requests, users and why they gave up, the most frequent reason first', () => {
  const tally = new Tally(0)
  tally.requestAnswered(1)
  tally.requestFailed()
  tally.userDone(null)
  for (const reason of ['a', 'b', 'b', 'c', 'd', 'e', 'f', 'f', 'f']) tally.userDone(failure(reason))
  const { usersDone, requests, errors, errorKinds } = tally.figures
  expect({ usersDone, requests, errors }).toEqual({ usersDone: 10, requests: 2, errors: 9 })
  expect(errorKinds).toHaveLength(CROWD.errorKindsShown)
  expect(errorKinds.slice(0, 2)).toEqual([
    { kind: 'refused', reason: 'f', count: 3 },
    { kind: 'refused', reason: 'b', count: 2 },
  ])
})

test('keeps few kinds of failure however many there are', () => {
  const tally = new Tally(0)
  for (let n = 0; n < 10_000; n += 1) tally.userDone(failure(`reason ${n}`))
  expect(tally.figures.errorKinds[0]).toEqual({ kind: 'others', reason: 'something else', count: 10_000 - CROWD.errorKindsKept })
  expect(tally.figures.errors).toBe(10_000)
})

test('the rate is that of the last second, and of the whole run when asked', () => {
  const tally = new Tally(0)
  let now = 0
  /** A number of users in 50 ms. */
  const pass = (users: number) => {
    now += 50
    for (let n = 0; n < users; n += 1) tally.userDone(null)
    return tally.recentUsersPerSecond(now)
  }
  for (let n = 0; n < 39; n += 1) pass(5)
  expect(pass(5)).toBeCloseTo(100)
  for (let n = 0; n < 39; n += 1) pass(10)
  expect(pass(10)).toBeCloseTo(200)
  expect(tally.overallUsersPerSecond(now)).toBeCloseTo(150)
  for (let n = 0; n < 20; n += 1) pass(0)
  expect(tally.recentUsersPerSecond(now)).toBe(0)
})

test('percentiles come from what was measured', () => {
  const tally = new Tally(0)
  for (let ms = 1; ms <= 100; ms += 1) tally.requestAnswered(ms)
  const latency = tally.figures.latency
  expect(latency?.p50Ms).toBeCloseTo(50, 0)
  expect(latency?.p95Ms).toBeCloseTo(95, 0)
  expect(latency?.p99Ms).toBeCloseTo(99, 0)
})

test('a request that took no measurable time is counted all the same', () => {
  const tally = new Tally(0)
  tally.requestAnswered(0)
  expect(tally.figures.latency?.p50Ms).toBe(0.001)
})
