import { cleanup, render } from '@testing-library/react'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { asParams, said, why } from '../../../server/protocol/why.js'
import { fixtureRequest } from '../../test/fixture-request.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { setUpTextsAndProblems } from '../../test/texts-of-problems.js'
import { RequestDetails } from './request-details.js'

beforeAll(() => setUpTextsAndProblems('pt-BR'))
afterEach(cleanup)

const newest = fixtureSnapshot.timeline.at(-1)
const late = why('no-answer-within', { ms: 3000 }, 'it did not answer within 3000 ms.')

test.each([
  [
    why('store-call-failed', { ...asParams(late), reason: late.message }, `The session store failed: ${late.message}`),
    'O session store falhou: Ele não respondeu em 3000 ms.',
  ],
  [
    why('answered-not-saved', { ...asParams(said('is read-only')), reason: 'is read-only' }, 'Answered, but not saved: is read-only'),
    'Respondida, mas não salva: “is read-only”',
  ],
  [why('shop-cut-off', {}, 'The shop went away in the middle of this request.'), 'O servidor da loja terminou antes de responder.'],
])('why a request failed is told in the reader’s language: $code', (problem, words) => {
  if (newest?.kind !== 'request') throw new Error('the newest row is no request')
  render(<RequestDetails request={{ ...newest.request, status: 503, outcome: 'failed', problem }} />)
  expect(document.body.textContent).toContain(words)
  expect(document.body.textContent).not.toContain(problem.message)
})

const usual = { secure: false, ip: '127.0.0.1', hostname: 'localhost', forwarded: { proto: 'http', for: '127.0.0.1', host: 'localhost:3000' } }

test.each([
  ['as usual', usual, false],
  ['the proxy ends HTTPS', { ...usual, forwarded: { ...usual.forwarded, proto: 'https' } }, true],
  ['and express believes it', { ...usual, secure: true, forwarded: { ...usual.forwarded, proto: 'https' } }, true],
  ['whom it is from is made up', { ...usual, forwarded: { ...usual.forwarded, for: '203.0.113.7' } }, true],
  ['the proxy tells nothing', { ...usual, forwarded: { proto: null, for: null, host: null } }, true],
])('where a request came from is told where that is worth a word: %s', (_name, seen, isTold) => {
  if (newest?.kind !== 'request') throw new Error('the newest row is no request')
  render(<RequestDetails request={{ ...newest.request, seen }} />)
  expect(document.body.textContent?.includes('req.secure')).toBe(isTold)
})

test.each([
  [
    'the middleware took it',
    fixtureRequest({ decisions: [{ kind: 'path', yes: true, reason: 'inside', cookiePath: '/' }] }),
    /Não veio cookie de session: o middleware começa/,
  ],
  ['it stands in front of the middleware', fixtureRequest({ decisions: [] }), /Não veio cookie de session\.(?! o middleware)/],
  [
    'it is outside of cookie.path',
    fixtureRequest({ decisions: [{ kind: 'path', yes: false, reason: 'outside', cookiePath: '/account' }] }),
    /cookie de session\./,
  ],
] as const)('what the middleware does with a cookie is told where it took the request: %s', (_what, request, words) => {
  render(<RequestDetails request={request} />)
  expect(document.querySelector('details dl')?.textContent).toMatch(words)
})

test('what was thrown goes on into the sentence, without a stop of its own', () => {
  const mistake = { message: 'TypeError: it is undefined.', place: { file: 'shop/app.ts', line: 64 } }
  render(<RequestDetails request={fixtureRequest({ mistake })} />)
  expect(document.body.textContent).toMatch(/TypeError: it is undefined, /)
})
