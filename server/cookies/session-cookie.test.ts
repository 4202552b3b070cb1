import type { IncomingMessage, ServerResponse } from 'node:http'
import { sign } from 'cookie-signature'
import session from 'express-session'
import { describe, expect, it } from 'vitest'
import { numbered } from '../supervisor/signing-secrets.js'
import { corruptCookie, seeded } from '../test/cookies/corrupt-cookie.js'
import { judgeCookieHeader, judgeCookieValue } from './session-cookie.js'

const NAME = 'connect.sid'
const SECRETS = ['new secret', 'old secret'] as const
const SIGNING_SECRETS = numbered(SECRETS)
const ID = 'Jb8Kx2vRq0LmT9uWzE4sYhAAAAAAAAAA'
const signed = (id: string, secret: string = SECRETS[0]) => `s%3A${encodeURIComponent(sign(id, secret))}`
const GOOD = [
  `${NAME}=${signed(ID)}`,
  `${NAME}=${signed(ID, SECRETS[1])}`,
  `a=b; ${NAME}="${signed(ID)}"`,
  `${NAME}=s:${sign(ID, SECRETS[0])}; x=y`,
  `${NAME}=${signed('')}`,
]
const judge = (header: string | undefined) => judgeCookieHeader(header, NAME, SIGNING_SECRETS)

describe('judgeCookieHeader', () => {
  it.each([
    ['no header', undefined, { kind: 'none' }],
    ['an empty header', '', { kind: 'none' }],
    ['another cookie', 'theme=dark', { kind: 'none' }],
    ['a good cookie', `theme=dark; ${NAME}=${signed(ID)}`, { kind: 'good', sessionId: ID, secretId: 'secret-2', secretIndex: 0 }],
    ['one signed with the old secret', `${NAME}=${signed(ID, SECRETS[1])}`, { kind: 'good', sessionId: ID, secretId: 'secret-1', secretIndex: 1 }],
    ['a good cookie in quotes', `${NAME}="${signed(ID)}"`, { kind: 'good', sessionId: ID, secretId: 'secret-2', secretIndex: 0 }],
    ['a good cookie, not encoded', `${NAME}=s:${sign(ID, SECRETS[0])}`, { kind: 'good', sessionId: ID, secretId: 'secret-2', secretIndex: 0 }],
    ['two of the name: the first counts', `${NAME}=plain; ${NAME}=${signed(ID)}`, { kind: 'unsigned', value: 'plain' }],
    ['nothing signed', `${NAME}=${ID}`, { kind: 'unsigned', value: ID }],
    ['a signature of somebody else', `${NAME}=s%3A${ID}.nonsense`, { kind: 'bad-signature', sessionId: ID, signature: 'nonsense' }],
    ['no signature', `${NAME}=s%3A${ID}`, { kind: 'malformed', value: `s%3A${ID}` }],
    ['an empty value', `${NAME}=`, { kind: 'malformed', value: '' }],
    ['what cannot be decoded', `${NAME}=%E0%A4%A`, { kind: 'malformed', value: '%E0%A4%A' }],
    ['a signature over nothing', `${NAME}=${signed('')}`, { kind: 'malformed', value: signed('') }],
  ])('%s', (_what, header, verdict) => {
    expect(judge(header)).toEqual(verdict)
  })

  it('is bounded and answers quickly on an enormous header', () => {
    const begun = performance.now()
    const verdict = judge(`${NAME}=s%3A${'A'.repeat(1_000_000)}.x`)
    expect(JSON.stringify(verdict).length).toBeLessThan(10_000)
    expect(performance.now() - begun).toBeLessThan(500)
  })

  it('judges the value in a jar as it judges the header', () => {
    for (const value of [signed(ID), 'plain', '', '%zz', `s%3A${ID}.x`]) expect(judgeCookieValue(value, SIGNING_SECRETS)).toEqual(judge(`${NAME}=${value}`))
  })
})

/** What the real middleware takes for the session id of a header: it asks its store for exactly that id, or for none. */
function askExpressSession(): (header: string) => string | null {
  let asked: string | null = null
  const store = new session.MemoryStore()
  store.get = (id) => {
    asked = id
  }
  const middleware = session({ name: NAME, secret: [...SECRETS], store, resave: false, saveUninitialized: false }) as unknown as (
    req: Partial<IncomingMessage>,
    res: Partial<ServerResponse>,
    next: () => void,
  ) => void
  return (header) => {
    asked = null
    middleware({ headers: { cookie: header }, url: '/', method: 'GET' }, {}, () => {})
    return asked
  }
}

describe('agreement with express-session', () => {
  it('holds for 10,000 corrupt cookies', () => {
    const random = seeded(20_26)
    const ask = askExpressSession()
    const kinds = new Map<string, number>()
    for (let n = 0; n < 10_000; n += 1) {
      const header = corruptCookie(random, GOOD)
      const verdict = judge(header)
      kinds.set(verdict.kind, (kinds.get(verdict.kind) ?? 0) + 1)
      const expected = ask(header)
      expect({ header, sessionId: verdict.kind === 'good' ? verdict.sessionId : null }).toEqual({ header, sessionId: expected })
    }
    // The accidents are of every kind, so the agreement says something.
    for (const kind of ['none', 'good', 'unsigned', 'bad-signature', 'malformed']) expect(kinds.get(kind) ?? 0).toBeGreaterThan(100)
  })
})
