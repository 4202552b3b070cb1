import { cleanup, render } from '@testing-library/react'
import i18next from 'i18next'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { AnswerRule, CrossSiteAnswer, CrossSiteRequest, SendingRule } from '../../server/protocol/cross-site.js'
import { LANGUAGES, loadTexts, setUpTexts } from '../i18n/index.js'
import { loadLaterTexts } from '../i18n/later.js'
import CrossSite from './cross-site.js'

const RULES: readonly SendingRule[] = [
  { code: 'same-site' },
  { code: 'none' },
  { code: 'top-level', given: 'Lax' },
  { code: 'top-level', given: null },
  { code: 'grace', ageSeconds: 3, graceSeconds: 120 },
  { code: 'partitioned', topLevelSite: 'http://127.0.0.1' },
  { code: 'unexpected' },
  { code: 'strict' },
  { code: 'not-top-level', given: 'Lax', by: 'frame' },
  { code: 'not-top-level', given: null, by: 'fetch' },
  { code: 'unsafe-method', method: 'POST' },
  { code: 'grace-over', ageSeconds: 130, graceSeconds: 120 },
  { code: 'third-party-blocked' },
  { code: 'other-partition', set: 'http://localhost' },
  { code: 'no-credentials' },
  { code: 'preflight' },
  { code: 'secure-over-http', host: '192.168.1.5' },
  { code: 'other-path', path: '/cart' },
  { code: 'other-host', domain: 'localhost' },
  { code: 'http-only' },
  { code: 'missing' },
]
const ANSWERS: readonly AnswerRule[] = [
  { code: 'cors-allowed', given: '*' },
  { code: 'cors-missing' },
  { code: 'cors-other-origin', given: 'http://a.test' },
  { code: 'cors-without-credentials' },
  { code: 'preflight-not-allowed', asked: 'x-mine' },
  { code: 'frame-ancestors' },
  { code: 'frame-allowed' },
]

beforeAll(async () => {
  await setUpTexts('en')
  await loadLaterTexts('sites')
})
afterEach(cleanup)
afterAll(() => i18next.changeLanguage('en'))

const asked = (over: Partial<CrossSiteRequest>): CrossSiteRequest => ({ page: 'http://127.0.0.1:4180', act: 'link', cookies: [], answer: null, ...over })
const text = (request: CrossSiteRequest, isShort = false) => render(<CrossSite request={request} isShort={isShort} />).container.textContent ?? ''

describe.each(LANGUAGES)('in %s', (language) => {
  beforeAll(async () => {
    await loadTexts(language)
    await i18next.changeLanguage(language)
    await loadLaterTexts('sites')
  })

  test('every rule has words of its own, with what it is about', () => {
    const said = RULES.map((rule) => text(asked({ cookies: [{ name: 'sid', origin: 'session', outcome: 'withheld', by: 'server', rules: [rule] }] })))
    expect(new Set(said).size).toBe(RULES.length)
    for (const [index, each] of said.entries()) {
      expect(each).not.toMatch(/\{\{|rule\./)
      const about = Object.entries(RULES[index] ?? {}).filter(([name]) => !['code', 'given', 'by'].includes(name))
      for (const [, value] of about) expect(each).toContain(String(value))
    }
  })

  test('every end of an answer has words of its own', () => {
    const said = ANSWERS.map((rule) => text(asked({ act: 'fetch', answer: { outcome: 'unreadable', from: 'shop', by: 'proxy', rule } })))
    expect(new Set(said).size).toBe(ANSWERS.length)
    for (const each of said) expect(each).not.toMatch(/\{\{|answerRule\./)
  })

  test('where the shop was not asked, that it did what it was asked for is not said', () => {
    const said = (from: CrossSiteAnswer['from']) =>
      text(asked({ act: 'fetch', answer: { outcome: 'unreadable', from, by: 'server', rule: { code: 'cors-missing' } } }))
    const [shop, cache, proxy] = [said('shop'), said('cache'), said('proxy')]
    expect(new Set([shop, cache, proxy]).size).toBe(3)
    expect(cache).toContain('cache')
    expect(proxy).toContain('proxy')
  })
})

test('a row tells of the session’s cookie only, and says where the request came from', async () => {
  await i18next.changeLanguage('en')
  const cookies: CrossSiteRequest['cookies'] = [
    { name: 'theme', origin: 'shop', outcome: 'attached', by: 'server', rules: [{ code: 'none' }] },
    { name: 'sid', origin: 'session', outcome: 'withheld', by: 'server', rules: [{ code: 'strict' }] },
  ]
  const said = text(asked({ cookies }), true)
  expect(said).toContain('A page of another site (127.0.0.1:4180) set it off: a link.')
  expect(said).toContain('sid stayed at home. The server decided, and the browser did as it says: the cookie says SameSite=Strict')
  expect(said).not.toContain('theme')
  cleanup()
  expect(text(asked({ cookies }))).toContain('theme went along')
})
