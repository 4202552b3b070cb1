import { expect, test } from 'vitest'
import { sideAnswer } from '../test/support/side-answer.js'
import { activeUser } from './active-user.js'
import type { Decision } from './decisions.js'
import { doubtOf } from './doubt.js'
import type { SideAnswer } from './side-by-side.js'

const CONFIGURATION = { store: 'memory', shop: 'standard', options: {}, faults: {} }
/** A log-in, the page that it leads to, and a visit each 1.6 s; a session lives for 4 s. */
const { acts } = activeUser(CONFIGURATION, 4_000)
const DUE = [0, 0, 1_600, 3_200, 4_800, 6_400, 8_000]
const PACE = { speed: 1 }

const found = { kind: 'store', yes: true, reason: 'found', sessionId: 'S1' } as Decision
const missing = (reason: string) => ({ kind: 'store', yes: false, reason, sessionId: 'S1' }) as Decision
const saved = { kind: 'save', yes: true, reason: 'resave' } as Decision
const left = { kind: 'save', yes: false, reason: 'unchanged' } as Decision
const touched = { kind: 'touch', yes: true, reason: 'unchanged' } as Decision

/** @param endsAt of what is stored, in ms since the beginning */
function answer(act: number, more: Partial<SideAnswer> & { readonly endsAt?: number } = {}): SideAnswer {
  const { endsAt, ...others } = more
  const lateMs = others.lateMs ?? 0
  const atMs = Number(DUE[act]) + lateMs
  const decisions = act === 0 ? [saved] : [found, left]
  return sideAnswer(act, { atMs, lateMs, decisions, storedLeft: endsAt === undefined ? null : endsAt - atMs, ...others })
}
const begin = [answer(0, { endsAt: 4_000 }), answer(1, { endsAt: 4_000, decisions: [found, saved] })]
const doubt = (...answers: SideAnswer[]) => doubtOf({ answers }, acts, PACE)

test('one that comes late and finds ended what would still have been there is in doubt', () => {
  const moved = answer(2, { endsAt: 5_600, decisions: [found, left, touched] })
  const late = answer(3, { lateMs: 2_500, decisions: [missing('expired')], session: 'S2', expiredAgoMs: 100 })
  expect(doubt(...begin, moved, late)).toEqual({ act: 3, late: { act: 3, ms: 2_500 } })
  // A sweeper may have been there before.
  expect(doubt(...begin, moved, { ...late, decisions: [missing('unknown')] })).toEqual({ act: 3, late: { act: 3, ms: 2_500 } })
  // It reached its server in time, and was asked for too late there.
  expect(doubt(...begin, moved, { ...late, lateMs: 0 })).toEqual({ act: 3, late: { act: 3, ms: 2_400 } })
})

test('one that would have found nothing in time either is not, however late', () => {
  const still = [answer(2), answer(3)]
  for (const lateMs of [0, 3_000]) expect(doubt(...begin, ...still, answer(4, { lateMs, decisions: [missing('expired')], session: 'S2' }))).toBeNull()
})

test('what was moved on too late, and so was still there, is in doubt', () => {
  const moved = answer(2, { lateMs: 2_000, endsAt: 7_600, decisions: [found, touched] })
  const on = [answer(3), answer(4)]
  expect(doubt(...begin, moved, ...on, answer(5))).toEqual({ act: 5, late: { act: 2, ms: 2_000 } })
  // The same, had it been as late as what moved it on: the time between was as it was to be.
  expect(doubt(...begin, moved, ...on, answer(5, { lateMs: 2_000, decisions: [missing('expired')] }))).toBeNull()
})

test('a store that keeps what has ended, or loses what has not, is no matter of time', () => {
  expect(doubt(...begin, answer(2), answer(3), answer(4), answer(5))).toBeNull()
  expect(doubt(...begin, answer(2, { lateMs: 300, decisions: [missing('unknown')] }))).toBeNull()
  expect(doubt(...begin, answer(2, { lateMs: 3_000, decisions: [missing('failed')] }))).toBeNull()
  // However late: it kept what had ended, and lost what had not.
  expect(doubt(...begin, answer(2, { lateMs: 3_000 }))).toBeNull()
  const moved = answer(2, { lateMs: 2_000, endsAt: 7_600, decisions: [found, touched] })
  expect(doubt(...begin, moved, answer(5, { decisions: [missing('unknown')] }))).toBeNull()
})

test('what somebody has ended before is no matter of time either', () => {
  const moved = answer(2, { endsAt: 5_600, decisions: [found, left, touched] })
  const late = answer(4, { lateMs: 2_500, decisions: [missing('unknown')], session: 'S2' })
  expect(doubt(...begin, moved, answer(3), late)).toEqual({ act: 4, late: { act: 4, ms: 2_500 } })
  // A logout, after which the browser still has the cookie; a log-in with another id.
  const destroyed = { kind: 'save', yes: false, reason: 'destroyed' } as Decision
  expect(doubt(...begin, moved, answer(3, { session: null, decisions: [found, destroyed] }), late)).toBeNull()
  expect(doubt(...begin, moved, answer(3, { session: 'S2', decisions: [found, saved] }), late)).toBeNull()
  // Left out of the request alone, it is still in the store.
  const unset = { ...destroyed, reason: 'unset' } as Decision
  expect(doubt(...begin, moved, answer(3, { session: null, decisions: [found, unset] }), late)).toEqual({ act: 4, late: { act: 4, ms: 2_500 } })
})

test('the cookie ends in its browser in the same way, unless that threw it away', () => {
  const set = answer(2, { cookie: 'kept', cookieLeft: 2_000 })
  const without = answer(3, { lateMs: 900, cookieIn: 'none', decisions: [], session: 'S2' })
  expect(doubt(...begin, set, without)).toEqual({ act: 3, late: { act: 3, ms: 900 } })
  expect(doubt(...begin, set, { ...without, lateMs: 300 })).toBeNull()
  expect(doubt(...begin, { ...set, cookie: 'removed' }, without)).toBeNull()
  for (const answers of [
    [...begin, set, without],
    [...begin, { ...set, cookieLeft: 4_000 }, answer(3, { cookieIn: 'none' }), answer(4, { lateMs: 900, cookieIn: 'none', decisions: [], session: 'S2' })],
  ]) {
    const forgetful = acts.map((act, place) => (place === 3 ? { ...act, forgets: true as const } : act))
    expect(doubtOf({ answers }, forgetful, PACE)).toBeNull()
  }
})

test('another browser moves nothing on', () => {
  const two = acts.map((act, place) => (place === 2 ? { ...act, browser: 1 } : act))
  const others = answer(2, { cookie: 'kept', cookieLeft: 2_000, session: 'S9' })
  const late = answer(3, { lateMs: 900, cookieIn: 'none', decisions: [] })
  expect(doubtOf({ answers: [...begin, others, late] }, two, PACE)).toBeNull()
  expect(doubtOf({ answers: [...begin, others, late] }, acts, PACE)).not.toBeNull()
})

test('pauses that are shorter are due as much earlier', () => {
  const late = answer(3, { atMs: 4_100, lateMs: 2_500, decisions: [missing('expired')] })
  expect(doubtOf({ answers: [...begin, answer(2), late] }, acts, { speed: 2 })).toEqual({ act: 3, late: { act: 3, ms: 2_500 } })
})

test('one of which nothing was told in time is in doubt, and the first of all is said', () => {
  expect(doubt(...begin, answer(2, { untold: true, decisions: [] }))).toEqual({ act: 2, late: null })
  const late = answer(3, { lateMs: 2_500, decisions: [missing('expired')] })
  expect(doubt(...begin, answer(2), late, answer(4, { untold: true }))).toEqual({ act: 3, late: { act: 3, ms: 2_500 } })
})

test('what is asked for while nobody could read when it was to end is in doubt, unless the store itself failed', () => {
  const unread = answer(2, { unread: true, decisions: [found, left, touched] })
  const inDoubt = { act: 3, late: null, unread: 2 }
  expect(doubt(...begin, unread, answer(3))).toEqual(inDoubt)
  expect(doubt(...begin, unread, answer(3, { decisions: [missing('expired')], session: 'S2' }))).toEqual(inDoubt)
  expect(doubt(...begin, unread, answer(3, { decisions: [missing('failed')], session: null }))).toBeNull()
  // Nobody asked for it, or it had been moved on once more, and that was read.
  expect(doubt(...begin, unread)).toBeNull()
  expect(doubt(...begin, answer(2, { unread: true }), answer(3))).toBeNull()
  // Its cookie came all the same, and that is known.
  expect(doubt(...begin, answer(2, { unread: true, cookie: 'kept', cookieLeft: 9_000 }), answer(3))).toBeNull()
})

test('a cookie that was removed, and a session that somebody had ended, are gone whatever the time', () => {
  const set = answer(2, { cookie: 'kept', cookieLeft: 3_600 })
  const without = answer(4, { lateMs: 900, cookieIn: 'none', decisions: [] })
  expect(doubt(...begin, set, answer(3), without)).not.toBeNull()
  expect(doubt(...begin, set, answer(3, { cookie: 'removed', cookieLeft: 'none' }), without)).toBeNull()
  // What its end left behind in another session has nothing to do with it.
  const logOut = answer(2, { session: 'S2', decisions: [found, saved], endsAt: 5_600 })
  expect(doubt(...begin, logOut, answer(3, { lateMs: 2_500, decisions: [missing('unknown')], session: 'S3' }))).toBeNull()
})
