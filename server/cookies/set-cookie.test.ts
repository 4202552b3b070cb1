import { describe, expect, it } from 'vitest'
import { readSetCookie } from './set-cookie.js'

const NOW = Date.UTC(2026, 0, 1)
const none = {
  path: null,
  domain: null,
  expiresAt: null,
  maxAgeSeconds: null,
  httpOnly: false,
  secure: false,
  sameSite: null,
  partitioned: false,
  priority: null,
}

describe('readSetCookie', () => {
  it.each([
    ['a=b', { name: 'a', value: 'b', removes: false, attributes: none }],
    [
      'connect.sid=s%3Aid.sig; Path=/; HttpOnly',
      { name: 'connect.sid', value: 's%3Aid.sig', removes: false, attributes: { ...none, path: '/', httpOnly: true } },
    ],
    [
      'a=b; Secure; SameSite=Lax; Domain=shop.example',
      { name: 'a', value: 'b', removes: false, attributes: { ...none, secure: true, sameSite: 'lax', domain: 'shop.example' } },
    ],
    ['a=b; Expires=Thu, 01 Jan 2026 00:01:00 GMT', { name: 'a', value: 'b', removes: false, attributes: { ...none, expiresAt: NOW + 60_000 } }],
    ['a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', { name: 'a', value: '', removes: true, attributes: { ...none, expiresAt: 0 } }],
    // "the Max-Age attribute has precedence" (RFC 6265, section 5.3, step 3)
    [
      'a=b; Max-Age=5; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
      { name: 'a', value: 'b', removes: false, attributes: { ...none, maxAgeSeconds: 5, expiresAt: NOW + 5_000 } },
    ],
    ['a=b; Max-Age=0', { name: 'a', value: 'b', removes: true, attributes: { ...none, maxAgeSeconds: 0, expiresAt: 0 } }],
    ['a=b; Partitioned; Priority=High', { name: 'a', value: 'b', removes: false, attributes: { ...none, partitioned: true, priority: 'High' } }],
    // "the last attribute of a name wins", and a flag is on whatever its value says.
    [
      'a=b; partitioned=false; Priority=High; priority=Low',
      { name: 'a', value: 'b', removes: false, attributes: { ...none, partitioned: true, priority: 'Low' } },
    ],
    ['no pair', { name: '', value: 'no pair', removes: false, attributes: none }],
    ['a=b; Expires=never', { name: 'a', value: 'b', removes: false, attributes: none }],
  ])('%s', (line, expected) => {
    expect(readSetCookie(line, NOW)).toEqual({ ...expected, attributes: { ...expected.attributes, line } })
  })

  it.each(['', '=', ' = ', '; Path=/'])('finds no cookie in %j, as a browser does', (line) => {
    expect(readSetCookie(line, NOW)).toBeNull()
  })

  it('never throws, whatever it is given', () => {
    for (const line of ['a=b; Max-Age=-99999999999999999999', `a=${'x'.repeat(1e6)}`, 'a=b;;;;=;Expires', '__proto__=x; Path=__proto__']) {
      expect(() => readSetCookie(line, NOW)).not.toThrow()
    }
  })
})
