import { expect, test } from 'vitest'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { fixtureRequest } from '../../test/fixture-request.js'
import { maskAddress, maskForm, maskRequest } from './masked.js'

test.each([
  ['/', '/'],
  ['/me?token=CANARY', '/me?token=***'],
  ['/?lang=pt-BR&x=CANARY&item=cookies', '/?lang=pt-BR&***=***&item=cookies'],
  ['/?CANARY', '/?***'],
  ['/?lang', '/?lang'],
  ['/?q=CAN=ARY&=CANARY', '/?q=***&=***'],
  ['/?q=', '/?q='],
  ['/?q=%43ANARY%26&id=%E0%A4%A', '/?q=***&id=***'],
  ['/?CANARY=1&%43ANARY=&lang=en', '/?***=***&***=&lang=en'],
  ['http://localhost:4100/cart?next=/CANARY?CANARY#CANARY', 'http://localhost:4100/cart?next=***#***'],
  ['/login#CANARY?lang=en', '/login#***'],
  ['/reset/CANARY/', '/***/***/'],
  ['/cart/CANARY;jsessionid=CANARY/http', '/cart/***/http'],
  ['//CANARY', '//***'],
  ['http://localhost:4100/%43ANARY', 'http://localhost:4100/***'],
])('of %s, only what is the shop’s own stays', (address, masked) => {
  expect(maskAddress(address)).toBe(masked)
})

test('of a form, names stay, and values that are the shop’s own', () => {
  expect(maskForm('name=Alice&item=http&title=HTTP+by+Hand&remember=CANARY')).toBe('name=Alice&item=http&title=HTTP+by+Hand&remember=***')
  expect(maskForm('CANARY=http&card=CANARY')).toBe('***=http&***=***')
})

const ID = 'pQ7fD1nYc5ZaV3hGk8RtXwJm2bL6sE0u'
const request = (more: Partial<RequestRecord>): RequestRecord => fixtureRequest({ method: 'POST', status: 500, headersMs: 1, outcome: 'failed', ...more })

test('what an error repeats of what is masked is masked there too, and its own words stay', () => {
  const saying = (message: string, more: Partial<RequestRecord>) => maskRequest(request({ ...more, mistake: { message, place: null } })).mistake?.message
  expect(saying('TypeError: no canary of 17 in cart', { form: 'bird=canary&http=17' })).toBe('TypeError: no *** of *** in cart')
  expect(saying("URIError: Failed to decode param '%E0CANARY'", { path: '/cart/%E0CANARY' })).toBe("URIError: Failed to decode param '***'")
  expect(saying('Error: a CANARY b is away', { path: '/?q=a+CANARY%20b' })).toBe('Error: *** is away')
  expect(saying('Error: (CANARY+) in Canary', { after: { cart: [{ title: '(CANARY+)' }], name: 'Canary' } })).toBe('Error: *** in ***')
  expect(saying('Error: CANARY', { cookieIn: { kind: 'unsigned', value: 'CANARY' } })).toBe('Error: ***')
  expect(saying('Error: CANARY', { cookieIn: { kind: 'bad-signature', sessionId: ID, signature: 'CANARY' } })).toBe('Error: ***')
  expect(saying('Error: CANARY', { setCookie: ['theme=CANARY; Path=/'] })).toBe('Error: ***')
  expect(saying('Error: /CANARY', { location: '/CANARY' })).toBe('Error: /***')
  expect(saying(`Error: s:${ID}.CANARY`, {})).toBe(`Error: s:${ID}.***`)
  expect(saying(`SyntaxError: Unexpected token 'b', ..."a": "x", b CANA"... is not valid JSON`, {})).toBe(
    `SyntaxError: Unexpected token 'b', "***" is not valid JSON`,
  )
  expect(saying("TypeError: Cannot read properties of undefined (reading 'cart')", { form: 'item=cart&name=Alice&x=c' })).toBe(
    "TypeError: Cannot read properties of undefined (reading 'cart')",
  )
})

test('wherever an error stands in a request', () => {
  const error = { code: 'said', message: 'CANARY', params: { words: 'CANARY', limit: 3 } }
  const operation = { name: 'get', sessionId: ID, startedMs: 0, durationMs: 1, error } as const
  const decision = { kind: 'store', yes: false, reason: 'failed', sessionId: ID, error: 'CANARY' } as const
  const masked = maskRequest(request({ path: '/CANARY', problem: error, operations: [operation], decisions: [decision] }))
  expect(JSON.stringify(masked)).not.toContain('CANARY')
  expect(masked.problem).toEqual({ code: 'said', message: '***', params: { words: '***', limit: 3 } })
  expect(masked.decisions).toEqual([{ ...decision, error: '***' }])
})
