import { expect, it } from 'vitest'
import { FRAMES } from '../../config.js'
import { KnownExpiries } from './known-expiries.js'

const until = (expires: Date | string | null) => ({ cookie: { expires } })
const PAST = new Date(Date.now() - 1_000)

it('tells which sessions have expired, whether their expiry is a date or its JSON', () => {
  const expiries = new KnownExpiries()
  expiries.note('past', until(PAST))
  expiries.note('past, from the store', until(PAST.toJSON()))
  expiries.note('later', until(new Date(Date.now() + 60_000)))
  expiries.note('never', until(null))
  const ids = ['past', 'past, from the store', 'later', 'never', 'unheard of']
  expect(ids.map((id) => expiries.passed(id))).toEqual([PAST.getTime(), PAST.getTime(), null, null, null])
})

it('forgets one that was destroyed, and one that no longer expires', () => {
  const expiries = new KnownExpiries()
  for (const id of ['destroyed', 'endless']) expiries.note(id, until(PAST))
  expiries.forget('destroyed')
  expiries.note('endless', until(null))
  expect([expiries.passed('destroyed'), expiries.passed('endless')]).toEqual([null, null])
})

it('keeps those that were seen last', () => {
  const expiries = new KnownExpiries()
  for (let n = 0; n < FRAMES.knownExpiries; n += 1) expiries.note(String(n), until(PAST))
  expiries.note('0', until(PAST))
  expiries.note('one too many', until(PAST))
  expect([expiries.passed('0'), expiries.passed('1')]).toEqual([PAST.getTime(), null])
})
