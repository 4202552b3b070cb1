import { expect, it } from 'vitest'
import type { Decision } from './decisions.js'
import { differencesOf, partingOf, staysLoggedIn } from './parting.js'
import type { Side, SideAnswer } from './side-by-side.js'

const answer = (more: Partial<SideAnswer> & { readonly act: number }): SideAnswer => ({
  atMs: 0,
  lateMs: 0,
  status: 200,
  greeting: 'Hello, Alice',
  isLoggedIn: true,
  cookieIn: 'good',
  cookie: null,
  session: 'S1',
  decisions: [],
  cookieLeft: null,
  storedLeft: null,
  ...more,
})
const side = (...answers: SideAnswer[]) => ({ answers }) as unknown as Side
const touch = (yes: boolean, found = true) =>
  [
    { kind: 'store', yes: found, reason: found ? 'found' : 'unknown', sessionId: 'S1' },
    { kind: 'touch', yes, reason: yes ? 'unchanged' : 'no-touch', canTouch: yes },
  ] as readonly Decision[]

it('tells apart what the browser gets, and what was only decided otherwise; times count as neither', () => {
  const left = side(answer({ act: 0, atMs: 1, storedLeft: 5 }), answer({ act: 1, decisions: touch(true) }), answer({ act: 2 }), answer({ act: 3 }))
  const right = side(answer({ act: 0, atMs: 9, storedLeft: 7 }), answer({ act: 1, decisions: touch(false) }), answer({ act: 2, greeting: 'Hello, stranger' }))
  expect(differencesOf(left, right).map(({ difference }) => difference)).toEqual([null, 'inward', 'outward'])
  expect(partingOf(left, right)).toBe(2)
})

it('passes over a touch that was not made of a session that nobody keeps', () => {
  const stranger = (reason: string) =>
    answer({ act: 0, cookieIn: 'none', decisions: [{ kind: 'touch', yes: false, reason, canTouch: false }] as readonly Decision[] })
  expect(differencesOf(side(stranger('new-id')), side(stranger('no-touch')))).toEqual([{ act: 0, difference: null }])
})

it('but not over why one was not made of a session that somebody keeps', () => {
  const kept = (reason: string) =>
    answer({ act: 0, cookieIn: 'good', decisions: [touch(true)[0], { kind: 'touch', yes: false, reason, canTouch: false }] as readonly Decision[] })
  expect(differencesOf(side(kept('new-id')), side(kept('no-touch')))).toEqual([{ act: 0, difference: 'inward' }])
})

it.each([{ status: 503 }, { location: '/' }, { cookie: 'kept' }, { session: 'S2' }, { isLoggedIn: false }, { cookieIn: 'none' }] as const)(
  'they part by %o',
  (other) => {
    expect(partingOf(side(answer({ act: 0 })), side(answer({ act: 0, ...other })))).toBe(0)
    expect(partingOf(side(answer({ act: 0, ...other })), side(answer({ act: 0, ...other })))).toBe(null)
  },
)

it('says who stays logged in once all answers are there', () => {
  const acts = [0, 1].map(() => ({ browser: 0, method: 'GET', path: '/', pauseMs: 0 }) as const)
  const stranger = answer({ act: 1, isLoggedIn: false })
  expect(staysLoggedIn(side(answer({ act: 0 }), answer({ act: 1 })), acts)).toBe(true)
  expect(staysLoggedIn(side(answer({ act: 0 }), stranger), acts)).toBe(false)
  // Whoever is logged in so far may not be at the end.
  expect(staysLoggedIn(side(answer({ act: 0 }), answer({ act: 1 })), [...acts, ...acts])).toBe(null)
  expect(staysLoggedIn(side(answer({ act: 0 }), stranger), [...acts, ...acts])).toBe(null)
  expect(staysLoggedIn(side(), acts)).toBe(null)
  // Nobody ever was.
  expect(staysLoggedIn(side(stranger), acts.slice(1))).toBe(null)
})
