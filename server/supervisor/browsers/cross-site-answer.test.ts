import { describe, expect, test } from 'vitest'
import { answerFor } from './cross-site-answer.js'

const page = 'http://127.0.0.1:4180'
const opens = { cors: 'proxy', from: 'shop' } as const
const allows = (origin: string, credentials = false) => ({
  'access-control-allow-origin': origin,
  ...(credentials && { 'access-control-allow-credentials': 'true' }),
})
const framedBy = (...ancestors: string[]) => ({ 'content-security-policy': `default-src 'none'; frame-ancestors ${ancestors.join(' ')}` })

describe('what a page of another site is given of an answer', () => {
  test.each([
    ['fetch', {}, 'unreadable', 'server', { code: 'cors-missing' }],
    ['fetch', allows('*'), 'readable', 'proxy', { code: 'cors-allowed', given: '*' }],
    ['fetch', allows(page), 'readable', 'proxy', { code: 'cors-allowed', given: page }],
    ['fetch', allows('http://else.test'), 'unreadable', 'proxy', { code: 'cors-other-origin', given: 'http://else.test' }],
    ['fetch-with-credentials', allows('*', true), 'unreadable', 'proxy', { code: 'cors-other-origin', given: '*' }],
    ['fetch-with-credentials', allows(page), 'unreadable', 'proxy', { code: 'cors-without-credentials' }],
    ['fetch-with-credentials', allows(page, true), 'readable', 'proxy', { code: 'cors-allowed', given: page }],
    ['fetch-untold', {}, 'unreadable', 'server', { code: 'cors-missing' }],
    ['fetch-untold', allows('http://else.test'), 'unreadable', 'proxy', { code: 'cors-other-origin', given: 'http://else.test' }],
    ['fetch-untold', allows(page), 'depends', 'proxy', { code: 'cors-without-credentials' }],
    ['fetch-untold', allows('*'), 'depends', 'proxy', { code: 'cors-other-origin', given: '*' }],
    ['fetch-untold', allows(page, true), 'readable', 'proxy', { code: 'cors-allowed', given: page }],
    ['frame', framedBy('http://localhost:4000'), 'not-framed', 'proxy', { code: 'frame-ancestors' }],
    ['frame', framedBy("'none'"), 'not-framed', 'proxy', { code: 'frame-ancestors' }],
    ['frame', framedBy('http://localhost:4000', page), 'framed', 'proxy', { code: 'frame-allowed' }],
    ['frame', framedBy('http://*:4180'), 'framed', 'proxy', { code: 'frame-allowed' }],
    ['frame', {}, 'framed', 'proxy', { code: 'frame-allowed' }],
  ] as const)('%s, %j: %s', (act, headers, outcome, by, rule) => {
    expect(answerFor({ act, page }, headers, opens)).toEqual({ outcome, from: 'shop', by, rule })
  })

  test('the tab shows what it goes to, and nobody looks into a picture', () => {
    for (const act of ['link', 'form', 'other'] as const) expect(answerFor({ act, page }, {}, opens)).toBeNull()
  })

  test('the headers that open it are whose the shop’s are, where the proxy has not put them there', () => {
    expect(answerFor({ act: 'fetch', page }, allows(page), { cors: 'server', from: 'shop' })).toMatchObject({ by: 'server' })
  })

  const asks = { method: 'PUT', headers: ['X-Mine'] }
  const allowed = { ...allows(page), 'access-control-allow-methods': 'PUT', 'access-control-allow-headers': 'x-mine' }
  test.each([
    [asks, {}, 'held-back', 'server', { code: 'cors-missing' }],
    [asks, allows(page), 'held-back', 'proxy', { code: 'preflight-not-allowed', asked: 'PUT' }],
    [{ ...asks, method: 'POST' }, allows(page), 'held-back', 'proxy', { code: 'preflight-not-allowed', asked: 'X-Mine' }],
    [asks, allowed, 'passed', 'proxy', { code: 'cors-allowed', given: page }],
    [asks, { ...allowed, 'access-control-allow-headers': '*' }, 'passed', 'proxy', { code: 'cors-allowed', given: page }],
  ] as const)('a preflight for %j, %j: %s', (wanted, headers, outcome, by, rule) => {
    expect(answerFor({ act: 'preflight', page }, headers, opens, wanted)).toEqual({ outcome, from: 'shop', by, rule })
  })
})
