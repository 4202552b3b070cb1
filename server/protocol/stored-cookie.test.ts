import { describe, expect, test } from 'vitest'
import { storedCookie } from './stored-cookie.js'

const AT = '2026-11-27T12:00:00.000Z'
const cookie = { originalMaxAge: 60_000, expires: AT, path: '/' }
const found = { expiresAt: Date.parse(AT), originalMaxAge: 60_000 }

describe('the cookie of a session, as stores keep it', () => {
  test.each([
    ['at the top (memory, a file, a key)', { cookie, cart: [] }],
    [
      'in a field (connect-mongodb-session), its date as BSON',
      { _id: 'x', expires: { $date: AT }, session: { cookie: { ...cookie, expires: { $date: AT } } } },
    ],
    ['in a date of a long', { session: { cookie: { ...cookie, expires: { $date: { $numberLong: String(Date.parse(AT)) } } } } }],
    ['as a text in a field (connect-mongo) or a column', { _id: 'x', session: JSON.stringify({ cookie }) }],
    ['in an attribute of an item', { id: { S: 'x' }, sess: { S: JSON.stringify({ cookie }) } }],
    ['in a live object (connect-loki)', { sid: 'x', content: { cookie } }],
  ])('%s', (_where, document) => expect(storedCookie(document)).toEqual(found))

  test('without a maxAge it has no end of its own', () => {
    expect(storedCookie({ cookie: { originalMaxAge: null, expires: null } })).toEqual({ expiresAt: null, originalMaxAge: null })
    expect(storedCookie({ cookie: { originalMaxAge: null, expires: 'not a date' } })).toEqual({ expiresAt: null, originalMaxAge: null })
  })

  test('what cannot be read has none: encrypted, no session, a text that only looks like one, too deep', () => {
    expect(storedCookie({ session: 'v1:9f8a' })).toBe(null)
    expect(storedCookie({ cart: [{ cookie }] })).toBe(null)
    expect(storedCookie({ session: '{"cookie"' })).toBe(null)
    expect(storedCookie({ a: { b: { c: { d: { cookie } } } } })).toBe(null)
    expect(storedCookie({ cookie: 'biscuit' })).toBe(null)
  })
})
