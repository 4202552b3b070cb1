import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { BrowserState, SetCookieFate } from '../../../server/protocol/browsers.js'
import type { SessionOptions } from '../../../server/protocol/session-options.js'
import { setUpTexts } from '../../i18n/index.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { curriculumStore } from '../../state/curriculum.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { fixtureCurriculum, openAt } from '../../test/fixture-lesson.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { CookieView } from './cookie-view.js'

const [you] = fixtureSnapshot.browsers
if (!you) throw new Error('the fixture has a browser')
const line = 'connect.sid=s%3Ax.y; Path=/; SameSite=None'

beforeAll(async () => {
  await setUpTexts('en')
  await Promise.all([import('./refusal-words.js'), import('./note-list.js'), loadLaterTexts('verdicts')])
})
beforeEach(() => dashboardStore.setState({ snapshot: fixtureSnapshot }))
afterEach(cleanup)

// The words of a refusal come a moment later.
const show = (over: Partial<BrowserState>) => act(async () => void render(<CookieView browser={{ ...you, ...over }} isOwn={true} />))
const fate = (over: Partial<SetCookieFate>): SetCookieFate => ({ at: 0, line, outcome: 'waiting', refusal: null, notes: [], overwrote: null, ...over })
const without = (over: Partial<SetCookieFate>): Partial<BrowserState> => ({ jar: [], sessionId: null, lastSetCookie: fate(over) })
const shown = () => document.body.textContent ?? ''

test.each([
  [{ outcome: 'refused', refusal: { code: 'none-without-secure' } }, /did not keep it\..*SameSite=None without Secure/],
  [{ outcome: 'refused', refusal: null }, /did not keep it\..*Nothing in its attributes says why/],
  [
    { outcome: 'waiting', refusal: { code: 'too-large', bytes: 5000, limitBytes: 4096 } },
    /The shop sent a cookie\..*take 5.000 bytes, and 4.096 is the most.*shows with its next request/,
  ],
  [{ outcome: 'gone', refusal: null }, /The cookie is gone\./],
  [{ outcome: 'expired', refusal: null }, /time is over/],
] as const)('without a cookie, %j is told, and nobody is asked to log in', async (over, words) => {
  await show(without(over))
  expect(shown()).toMatch(words)
  expect(shown()).not.toMatch(/No cookie yet|Log in,/)
  expect(screen.getByText(line)).toBeTruthy()
})

test('without a cookie and without a Set-Cookie before, there is something to do', async () => {
  await show({ jar: [], sessionId: null, lastSetCookie: null })
  expect(shown()).toMatch(/No cookie yet\..*Log in, or put a book into the cart/)
})

const options = (over: Partial<SessionOptions>) => {
  const [id, instance] = Object.entries(fixtureSnapshot.instances)[0] ?? []
  if (!id || !instance) throw new Error('the fixture has a server')
  dashboardStore.setState({ snapshot: { ...fixtureSnapshot, instances: { [id]: { ...instance, options: { ...instance.options, ...over } } } } })
}

test.each([
  ['you', { isOwn: true, real: you.real, name: '' }],
  ['a virtual one', { isOwn: false, real: null, name: 'Alice' }],
  ['another real one', { isOwn: false, real: you.real, name: '' }],
] as const)('where even a visit gets a cookie, %s is not told to log in for one', async (_who, { isOwn, ...over }) => {
  options({ saveUninitialized: true })
  await act(async () => void render(<CookieView browser={{ ...you, ...over, jar: [], sessionId: null, lastSetCookie: null }} isOwn={isOwn} />))
  expect(shown()).toMatch(/saveUninitialized is on, so the shop hands one out with its next answer: the next visit brings it/)
  expect(shown()).not.toMatch(/something to remember/)
})

test('a lesson that asks for a guess is not answered: what a visit leaves is not said', async () => {
  options({ saveUninitialized: true })
  curriculumStore.setState({ curriculum: fixtureCurriculum, problem: null })
  const { snapshot } = dashboardStore.getState()
  dashboardStore.setState({ snapshot: snapshot && { ...snapshot, lesson: openAt(0) } })
  await show({ jar: [], sessionId: null, lastSetCookie: null })
  expect(shown()).toMatch(/No cookie yet/)
  expect(shown()).not.toMatch(/saveUninitialized|something to remember/)
})

test('a cookie that is gone is not said to have a session in the store, which may be gone as well', async () => {
  await show(without({ outcome: 'gone' }))
  expect(shown()).not.toMatch(/stays in the store/)
})

test('a cookie with a path of its own is not said to be sent each time, nor one that is not there', async () => {
  await show({ jar: [], sessionId: null, lastSetCookie: null })
  expect(shown()).not.toMatch(/sent each time/)
  cleanup()
  await show({})
  expect(shown()).toMatch(/sent each time/)
  cleanup()
  const [cookie] = you.jar
  if (!cookie?.attributes) throw new Error('the fixture knows the cookie’s attributes')
  await show({ jar: [{ ...cookie, attributes: { ...cookie.attributes, path: '/account' } }] })
  expect(shown()).toMatch(/sent to some pages only/)
  expect(shown()).not.toMatch(/sent each time/)
})

test.each([
  [{ outcome: 'waiting' }, /The shop has sent it\. Whether the browser keeps it shows with the next request/],
  [{ outcome: 'other' }, /sent another cookie, and the browser stayed with this one/],
  [{ outcome: 'waiting', refusal: { code: 'none-without-secure' } }, /sent another cookie\..*SameSite=None without Secure/],
  [{ outcome: 'kept', overwrote: 'bad-signature' }, /took the place of a cookie of the same name that this shop had not signed/],
] as const)('beside a cookie, %j is told', async (over, words) => {
  await show({ lastSetCookie: fate(over) })
  expect(shown()).toMatch(words)
})

test('what a browser makes of a line otherwise than it seems to say is told beside the cookie, once that is known to be kept', async () => {
  const notes = [{ code: 'trusted-host', host: 'localhost' }] as const
  await show({ lastSetCookie: fate({ outcome: 'waiting', notes }) })
  expect(shown()).not.toContain('kept all the same')
  cleanup()
  await show({ lastSetCookie: fate({ outcome: 'kept', notes }) })
  expect(shown()).toMatch(/Secure over plain HTTP, and kept all the same: localhost is this machine/)
})

test('a cookie that came back needs no words', async () => {
  await show({ lastSetCookie: fate({ outcome: 'kept' }) })
  expect(shown()).not.toMatch(/next request\.|another cookie|took the place/)
})

test.each([
  [1, /brought 2 cookies called connect\.sid.*The first is the one that this shop handed out/],
  [2, /was not the first, so it did not count/],
  [null, /handed out none of them/],
] as const)('of two cookies of one name, the shop’s being number %j is told', async (own, words) => {
  await show({ namesakes: { count: 2, own } })
  expect(shown()).toMatch(words)
})

test('other cookies are somebody’s, and nobody knows whose', async () => {
  await show({ jar: [...you.jar, { name: 'theirs', value: '***', origin: 'elsewhere', verdict: null, parts: null, attributes: null }] })
  expect(shown()).toMatch(/theirs=\*\*\*.*may be another app’s/)
})

test('a cookie that was the session’s under another name is said to be that', async () => {
  await show({ jar: [{ name: 'old.sid', value: 's%3Aid.signature', origin: 'former', verdict: null, parts: null, attributes: null }] })
  expect(shown()).toMatch(/old\.sid=s%3Aid\.signature.*until the option name was changed/)
  expect(shown()).not.toContain('another app’s')
})
