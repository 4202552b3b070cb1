import './session-debug.js' // before express-session

import { expect, it } from 'vitest'
import type { RequestRecord } from '../../protocol/requests.js'
import { ask, OPTIONS, startTappedShop } from '../../test/lesson-server/tapped-shop.js'

const a = (type: StringConstructor | NumberConstructor) => expect.any(type)
const call = (name: string, more: object = {}) => ({ name, sessionId: a(String), startedMs: a(Number), durationMs: a(Number), ...more })

/** What is told of a login by another program, field by field; undefined: not at this one. A new field does not compile before it stands here. */
const LOGIN: Readonly<Record<keyof RequestRecord, unknown>> = {
  id: a(String),
  actor: 'other',
  agent: 'a-script',
  instance: 'a',
  boot: 1,
  store: 'memory',
  at: a(Number),
  method: 'POST',
  path: '/login',
  form: 'name=Ana',
  cookieIn: { kind: 'none' },
  operations: [call('destroy'), call('set', { bytes: a(Number) }), call('set', { bytes: a(Number) })],
  decisions: expect.arrayContaining([{ kind: 'cookie', yes: false, reason: 'none', name: OPTIONS.name }]),
  sessionId: expect.stringMatching(/^[\w-]{32}$/),
  sessionIsNew: true,
  before: null,
  after: { isLoggedIn: true, name: 'Ana', flash: a(String) },
  status: 302,
  seen: { secure: false, ip: expect.stringContaining('127.0.0.1'), hostname: a(String), forwarded: { proto: null, for: null, host: null } },
  cached: undefined,
  setCookie: [expect.stringMatching(/^connect\.sid=s%3A/)],
  location: '/',
  headersMs: a(Number),
  durationMs: a(Number),
  outcome: 'answered',
  crossed: undefined,
  crossSite: undefined,
  problem: undefined,
  mistake: undefined,
  options: OPTIONS,
  shop: 'standard',
}

it('tells what the request was, and nothing else', async () => {
  const shop = await startTappedShop()
  try {
    await ask(shop.port, '/login', { actor: 'other', form: { name: 'Ana' }, headers: { 'user-agent': 'a-script/1.0' } })
    expect(await shop.record('/login')).toEqual(LOGIN)
  } finally {
    await shop.close()
  }
})
