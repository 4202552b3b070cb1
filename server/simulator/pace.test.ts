import { expect, test } from 'vitest'
import { Pace } from './pace.js'

/** Users who come in when somebody looks every `everyMs`, until `untilMs`; `blocked` keeps everybody out for a while. */
function arrivals(pace: Pace, everyMs: number, untilMs: number, blocked: (now: number) => boolean = () => false): number[] {
  const times: number[] = []
  for (let now = 0; now <= untilMs; now += everyMs) while (!blocked(now) && pace.isDue(times.length, now)) times.push(now)
  return times
}

test('lets users in evenly', () => {
  expect(arrivals(new Pace(4, 1_000, 0), 1, 1_000)).toEqual([0, 250, 500, 750, 1_000])
})

test('keeps a rate that is faster than anybody looks', () => {
  const times = arrivals(new Pace(10_000, 1_000, 0), 10, 1_000)
  expect(times).toHaveLength(10_001)
  expect(times.filter((time) => time === 500)).toHaveLength(100)
})

test('says how long to wait', () => {
  const pace = new Pace(2, 1_000, 100)
  expect(pace.waitMs(1, 100)).toBe(500)
  expect(pace.waitMs(1, 550)).toBe(50)
  expect(pace.waitMs(1, 700)).toBe(0)
})

test('makes up a short delay, but never more than the lateness that is allowed', () => {
  const short = arrivals(new Pace(100, 1_000, 0), 10, 2_000, (now) => now > 0 && now < 500)
  expect(short).toHaveLength(201)
  const long = arrivals(new Pace(100, 1_000, 0), 10, 60_000, (now) => now > 0 && now < 50_000)
  // One at the start, one second's worth in a burst, then ten seconds at the usual pace.
  expect(long.filter((time) => time === 50_000)).toHaveLength(101)
  expect(long).toHaveLength(1 + 101 + 1_000)
})
