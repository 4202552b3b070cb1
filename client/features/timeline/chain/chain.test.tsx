import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import i18next from 'i18next'
import { afterEach, beforeAll, describe, expect, it, test } from 'vitest'
import { type Decision, REASONS } from '../../../../server/protocol/decisions.js'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import { WHAT_IF_LIMITS } from '../../../../server/protocol/what-if.js'
import { why } from '../../../../server/protocol/why.js'
import { setUpTexts } from '../../../i18n/index.js'
import { loadLaterTexts } from '../../../i18n/later.js'
import { fixtureSnapshot, YOUR_ID } from '../../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../../test/texts-of-problems.js'
import { Chain } from './chain.js'
import { SECTIONS } from './readme.js'

beforeAll(async () => {
  await setUpTextsAndProblems('en')
  await loadLaterTexts('chain')
})
afterEach(cleanup)

const requests = fixtureSnapshot.timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
const [visit, login, cart] = requests as [RequestRecord, RequestRecord, RequestRecord]
const link = (name: string, index = 0): HTMLElement => {
  const found = document.querySelectorAll<HTMLElement>(`[data-link="${name}"]`)[index]
  if (!found) throw new Error(`There is no ${name} in the chain`)
  return found
}
const names = () => [...document.querySelectorAll<HTMLElement>('[data-link]')].map(({ dataset }) => `${dataset.link} ${dataset.yes === 'true' ? 'yes' : 'no'}`)
const altered = (kind: Decision['kind'], more: object, { decisions } = cart) =>
  decisions.map((each) => (each.kind === kind ? ({ ...each, ...more } as Decision) : each))

describe('a request that changed the session', () => {
  it('is the seven decisions and what the shop did, in order, each yes or no', () => {
    render(<Chain request={cart} />)
    expect(names()).toEqual(['path yes', 'cookie yes', 'signature yes', 'store yes', 'shop yes', 'save yes', 'touch no', 'setCookie no'])
  })
  it('has the values that decided', () => {
    render(<Chain request={cart} />)
    expect(link('signature').textContent).toContain('secret 1 of 1')
    expect(link('store').textContent).toContain('get 0.9 ms, 180\u00a0B')
    expect(link('shop').textContent).toContain('cart: 1 → 2 items')
    expect(link('save').textContent).toContain('because cart changed')
    expect(link('save').textContent).toContain('set 1.4 ms, 243\u00a0B')
    expect(link('touch').textContent).toContain('It was saved already')
    expect(link('setCookie').textContent).toContain('The same id, and rolling is off.')
    expect(within(link('cookie')).getByText(/^Jb8Kx2vR/)).toBeDefined()
  })
  it('names the sections of express-session’s documentation', () => {
    render(<Chain request={cart} />)
    const rolling = within(link('setCookie')).getByRole('link', { name: /rolling/ })
    expect(rolling.getAttribute('href')).toBe('https://github.com/expressjs/session#rolling')
    expect(rolling.getAttribute('rel')).toBe('noreferrer')
  })
})

describe('what was not asked has its place, and says why', () => {
  it('where no cookie came', () => {
    render(<Chain request={visit} />)
    expect(names()).toEqual(['path yes', 'cookie no', 'signature no', 'store no', 'shop no', 'save no', 'touch no', 'setCookie no'])
    expect(link('signature').textContent).toContain('not asked')
    expect(link('store').textContent).toContain('No cookie came')
  })
  it('where the cookie is ignored', () => {
    const signature = { yes: false, reason: 'mismatch', secretIndex: null, secretId: null, secrets: 2 }
    const ignored = altered('signature', signature).filter(({ kind }) => kind !== 'store')
    render(<Chain request={{ ...cart, decisions: ignored, cookieIn: { kind: 'bad-signature', sessionId: YOUR_ID, signature: 'x' } }} />)
    expect(link('signature').textContent).toContain('there are 2')
    expect(link('store').textContent).toContain('no id to look up')
  })
  it('outside of cookie.path', () => {
    render(<Chain request={{ ...visit, decisions: [{ kind: 'path', yes: false, reason: 'outside', cookiePath: '/cart' }] }} />)
    expect(names().every((name) => name.endsWith(' no'))).toBe(true)
    expect(names()).toHaveLength(8)
    expect(link('path').textContent).toContain('/cart')
    expect(link('shop').textContent).toContain('no req.session')
    expect(link('save').textContent).toContain('let the request through')
  })
  it.each([
    ['one that nobody served', { decisions: [], instance: null }, 'never got to express-session'],
    ['one whose server died', { decisions: [], outcome: 'cut-off', status: null }, 'The server died'],
    ['one that ended before', { decisions: cart.decisions.slice(0, 4), outcome: 'aborted', status: null }, 'ended before'],
  ] as const)('%s', (_what, more, words) => {
    render(<Chain request={{ ...cart, ...more }} />)
    expect(names()).toHaveLength(8)
    expect(link('save').textContent).toContain(words)
    expect(link('touch').textContent).toContain(words)
    expect(link('setCookie').textContent).toContain(words)
  })
})

it('a store that failed tells its reason, and the shop never ran', () => {
  const failed: readonly Decision[] = [
    ...cart.decisions.slice(0, 3),
    { kind: 'store', yes: false, reason: 'failed', sessionId: YOUR_ID, error: 'no answer' },
    ...altered('save', { yes: false, reason: 'not-loaded' }).filter(({ kind }) => kind === 'save'),
    ...altered('setCookie', { reason: 'no-session' }).filter(({ kind }) => kind === 'setCookie'),
  ]
  const late = why('no-answer-within', { ms: 3000 }, 'it did not answer within 3000 ms.')
  const operations = [{ name: 'get', sessionId: YOUR_ID, startedMs: 0, durationMs: 3000, error: late }] as const
  render(<Chain request={{ ...cart, decisions: failed, operations, before: null, after: null, outcome: 'failed', status: 500 }} />)
  expect(link('store').textContent).toContain('3000 ms')
  expect(link('shop').textContent).toContain('never ran')
  expect(link('touch').textContent).toContain('no session to touch')
})

test('headers that left early are where they were decided', () => {
  const late = [...cart.decisions.slice(0, 4), ...cart.decisions.slice(5), ...cart.decisions.slice(4, 5)]
  render(<Chain request={{ ...cart, decisions: late }} />)
  expect(names().slice(4)).toEqual(['shop yes', 'setCookie no', 'save yes', 'touch no'])
})

test('a save that the shop asked for is a link of its own, with its line', async () => {
  const [asked] = altered('save', { reason: 'asked', isRegenerated: true, isNew: true }).filter(({ kind }) => kind === 'save')
  if (!asked) throw new Error('no save')
  const decisions = [...login.decisions.slice(0, 2), asked, ...altered('save', { isRegenerated: true }, login).slice(2)]
  const operations = [
    { name: 'destroy', sessionId: 'old', startedMs: 1, durationMs: 0.2 },
    { name: 'set', sessionId: YOUR_ID, startedMs: 1.2, durationMs: 2.1, bytes: 120 },
    { name: 'set', sessionId: YOUR_ID, startedMs: 3.5, durationMs: 1.7, bytes: 120 },
  ] as const
  render(<Chain request={{ ...login, decisions, operations, shop: 'standard' }} />)
  expect(names().slice(4)).toEqual(['shop yes', 'save yes', 'save yes', 'touch no', 'setCookie yes'])
  expect(link('save').textContent).toContain('set 2.1 ms')
  expect(link('save', 1).textContent).toContain('set 1.7 ms')
  // The source is fetched first, which on a busy machine takes its time.
  expect(await screen.findByText(/req\.session\.save\(/, {}, { timeout: 15_000 })).toBeDefined()
  expect(screen.getByText(/req\.session\.regenerate\(/)).toBeDefined()
  expect(link('shop').textContent).toContain('The shop took a new id')
})

describe('what if', () => {
  const ask = (name: RegExp) => fireEvent.click(screen.getByRole('button', { name }))
  it('answers at once, says that it is computed, and marks what would be otherwise', () => {
    render(<Chain request={cart} />)
    ask(/on\? \(rolling\)/)
    const answer = screen.getByRole('status')
    expect(answer.textContent).toContain('computed, nothing was sent')
    expect(answer.textContent).toContain('Set-Cookie: The same id, and rolling is on.')
    expect(link('setCookie').dataset.differs).toBe('true')
    expect(within(link('setCookie')).getByRole('button', { name: /on\? \(rolling\)/ }).tabIndex).toBe(0)
    expect(link('save').dataset.differs).toBeUndefined()
    expect(screen.getByRole('button', { name: /on\? \(rolling\)/ }).getAttribute('aria-pressed')).toBe('true')
    ask(/on\? \(rolling\)/)
    expect(screen.queryByRole('status')).toBeNull()
  })
  it('says that nothing would be otherwise', () => {
    render(<Chain request={cart} />)
    ask(/on\? \(resave\)/)
    expect(screen.getByRole('status').textContent).toContain('Just the same.')
  })
  it('of maxAge: the session keeps what it began with', () => {
    render(<Chain request={cart} />)
    ask(/set\? \(cookie\.maxAge\)/)
    const answer = screen.getByRole('status').textContent
    expect(answer).toContain('Just the same.')
    expect(answer).toContain('Had this one begun like that')
    expect(answer).toContain('its cookie has an expiry')
  })
  it('of the store’s touch', () => {
    const unchanged = cart.decisions.flatMap((each): readonly Decision[] =>
      each.kind === 'save'
        ? [
            { ...each, yes: false, reason: 'unchanged', isModified: false, keys: { set: [], changed: [], removed: [] } },
            { kind: 'touch', yes: false, reason: 'no-touch', canTouch: false },
          ]
        : [each],
    )
    render(<Chain request={{ ...cart, decisions: unchanged, after: cart.before }} />)
    expect(link('shop').textContent).toContain('The shop changed nothing')
    ask(/had one\? \(store\.touch/)
    expect(screen.getByRole('status').textContent).toContain('Touched')
  })
  it('says what it cannot know', () => {
    render(<Chain request={{ ...visit, decisions: [{ kind: 'path', yes: false, reason: 'outside', cookiePath: '/cart' }] }} />)
    ask(/“\/”\? \(cookie\.path\)/)
    expect(screen.getByRole('status').textContent).toContain('was not recorded')
  })
})

describe('words', () => {
  const all = Object.entries(REASONS).flatMap(([kind, { yes, no }]) => [
    ...yes.map((reason) => `${kind}.yes.${reason}`),
    ...no.map((reason) => `${kind}.no.${reason}`),
  ])
  it.each(['en', 'pt-BR'] as const)('every reason has its words in %s', async (language) => {
    await setUpTexts(language)
    await loadLaterTexts('chain')
    for (const reason of all)
      for (const part of ['title', 'why']) expect(i18next.exists(`chain:reason.${reason}.${part}`, { lng: language, fallbackLng: [] }), reason).toBe(true)
    for (const limit of WHAT_IF_LIMITS) expect(i18next.exists(`chain:whatIf.limit.${limit}`, { lng: language, fallbackLng: [] }), limit).toBe(true)
    await setUpTexts('en')
  })
  it('every section is one of the README that comes with express-session', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../../../node_modules/express-session/README.md'), 'utf8')
    const headings = readme.split('\n').flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? [])
    for (const section of SECTIONS) expect(headings).toContain(section)
  })
})
