import { errors } from 'undici'
import { expect, test } from 'vitest'
import { CROWD } from '../config.js'
import { keepSecrets } from '../redact.js'
import { failureOf, RequestFailure, refusalOf } from './request-failure.js'

const login = { method: 'POST', path: '/login' }

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])('%s means that nobody was reached', (code) => {
  expect(failureOf(Object.assign(new Error('x'), { code })).isUnreachable).toBe(true)
})

test('what is not HTTP is an answer all the same', () => {
  const failure = failureOf(new errors.HTTPParserError('Expected HTTP/'))
  expect(failure).toMatchObject({ message: 'the answer was not HTTP', isUnreachable: false })
})

test('anything else is told in its own words, without credentials', () => {
  keepSecrets('mongodb://ana:secret@db/shop')
  expect(failureOf(new Error('no mongodb://ana:secret@db/shop')).message).toBe('the request failed: no ***')
  expect(failureOf('odd').message).toBe('the request failed: odd')
})

test('a failure stays what it is', () => {
  const failure = new RequestFailure('x', 'not-sent')
  expect(failureOf(failure)).toBe(failure)
})

test("an answer that says no is told with the shop's heading and first paragraph", () => {
  const page = '<html><style>p{}</style><body><h1>The shop can&#39;t look</h1><p class="lead">The store &amp; all is silent</p><p>Wait.</p>'
  expect(refusalOf(login, 503, page).message).toBe("POST /login was answered 503: The shop can't look. The store & all is silent")
})

test('and by its status where there are none, or with credentials masked', () => {
  keepSecrets('mongodb://ana:pw@db')
  expect(refusalOf(login, 500, 'no page').message).toBe('POST /login was answered 500')
  expect(refusalOf(login, 500, '<h1>mongodb://ana:pw@db failed</h1>').message).toBe('POST /login was answered 500: *** failed')
})

test('reasons are short', () => {
  expect(refusalOf(login, 500, `<h1>${'long '.repeat(100)}</h1>`).message).toHaveLength(CROWD.reasonLength)
})
