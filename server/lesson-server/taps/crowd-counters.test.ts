import { expect, it } from 'vitest'
import { CrowdCounters } from './crowd-counters.js'

it('has every request timed while few come, and a sample when many do', () => {
  const counters = new CrowdCounters()
  const timed = (requests: number) => Array.from({ length: requests }, () => counters.wantsTimes()).filter(Boolean).length
  expect(timed(10)).toBe(10)
  expect(timed(90)).toBe(6)
  counters.countRequest(false, false, true)
  counters.take()
  expect(timed(10)).toBe(10)
})

it('tells the percentile of those that were timed, and counts all', () => {
  const counters = new CrowdCounters()
  counters.countRequest(false, true, true)
  for (let ms = 1; ms <= 100; ms += 1) counters.countOperation('set', ms)
  for (let n = 0; n < 900; n += 1) counters.countOperation('set', null)
  expect(counters.take()?.operations.set).toEqual({ count: 1_000, p95Ms: 95 })
  counters.countRequest(false, true, true)
  counters.countOperation('set', null)
  expect(counters.take()?.operations.set).toEqual({ count: 1, p95Ms: 95 })
})

it('says how many of the requests were timed', () => {
  const counters = new CrowdCounters()
  for (let n = 0; n < 100; n += 1) counters.countRequest(false, false, counters.wantsTimes())
  expect(counters.take()).toMatchObject({ requests: 100, timed: 16 })
  counters.countRequest(false, false, counters.wantsTimes())
  expect(counters.take()).toMatchObject({ requests: 1, timed: 1 })
})
