import { describe, expect, test } from 'vitest'
import type { CrossSiteAct } from '../../../server/protocol/cross-site.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { harSchema } from '../../../server/test/support/har-schema.js'
import { fixtureRequest } from '../../test/fixture-request.js'
import { type HarOptions, harOf } from './har.js'

const ID = 'pQ7fD1nYc5ZaV3hGk8RtXwJm2bL6sE0u'
const SIGNATURE = 'qk1NzX8vB2hYtR5wL0pKdM3sG9fJ7cA4uE6iO1xVn7dQ'
const COOKIE = `s%3A${ID}.${SIGNATURE}`

const options: HarOptions = {
  version: '0.1.0',
  originOf: () => 'http://localhost:4100',
  nameOf: ({ actor }) => actor,
  agentOf: () => 'Mozilla/5.0',
  cookies: null,
}

const request = (known: Partial<RequestRecord> = {}): RequestRecord =>
  fixtureRequest({
    at: Date.UTC(2026, 10, 27, 12),
    cookieIn: { kind: 'good', sessionId: ID, secretId: 'secret-1', secretIndex: 0 },
    headersMs: 3.25,
    durationMs: 4.5,
    ...known,
  })

const logIn = request({
  id: 'r2',
  method: 'POST',
  path: '/login/CANARY?from=CANARY&lang=en&from=b%26&CANARY=1',
  form: 'name=CANARY&remember=on',
  status: 302,
  location: '/?next=CANARY#CANARY',
  setCookie: [`connect.sid=${COOKIE}; Path=/; Expires=Fri, 27 Nov 2026 13:00:00 GMT; HttpOnly; SameSite=Lax`, 'other=CANARY; Secure; Domain=localhost'],
  before: {},
  after: { name: 'CANARY' },
  mistake: { message: 'Error: no CANARY', place: null },
})

const all: readonly RequestRecord[] = [
  request(),
  logIn,
  request({ id: 'r3', actor: 'browser:alice', status: null, headersMs: null, outcome: 'cut-off', problem: { code: 'x', message: 'It died.', params: {} } }),
  request({ id: 'r4', actor: 'other', headersMs: 9, durationMs: 4, cookieIn: { kind: 'unsigned', value: 'CANARY' } }),
  request({ id: 'r5', actor: 'other', cookieIn: { kind: 'bad-signature', sessionId: ID, signature: 'CANARY' }, cached: { of: 'r1', ageMs: 20 } }),
  request({ id: 'r6', actor: 'other', cookieIn: { kind: 'none' }, setCookie: ['no-equals-sign', '=; Expires=never', ''] }),
]

const read = (har: object) => harSchema.parse(JSON.parse(JSON.stringify(har)))

describe('requests as a HAR', () => {
  test('fit the schema of HAR 1.2, masked and not, one, none and all', () => {
    for (const cookies of [null, new Map([[ID, COOKIE]])])
      for (const requests of [all, [], ...all.map((each) => [each])])
        expect(read(harOf(requests, { ...options, cookies })).log.entries).toHaveLength(requests.length)
  })

  test('the schema itself refuses what the specification does not have', () => {
    const [entry] = read(harOf(all, options)).log.entries
    const with_ = (change: object) =>
      harSchema.safeParse({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries: [{ ...entry, pageref: undefined, ...change }] } }).success
    expect(with_({})).toBe(true)
    expect(with_({ decisions: [] })).toBe(false)
    expect(with_({ time: 1 })).toBe(false)
    expect(with_({ startedDateTime: 'yesterday' })).toBe(false)
    expect(with_({ pageref: 'nowhere' })).toBe(false)
    expect(with_({ timings: { send: 0, wait: -1, receive: 0 } })).toBe(false)
  })

  test('say what was sent and answered, as far as it is known', () => {
    const [, entry] = read(harOf(all, options)).log.entries
    expect(entry?.request).toMatchObject({
      method: 'POST',
      url: 'http://localhost:4100/login/***?from=***&lang=en&from=***&***=***',
      queryString: [
        { name: 'from', value: '***' },
        { name: 'lang', value: 'en' },
        { name: 'from', value: '***' },
        { name: '***', value: '***' },
      ],
      postData: { mimeType: 'application/x-www-form-urlencoded', text: 'name=***&remember=***' },
      headersSize: -1,
    })
    expect(entry?.response).toMatchObject({ status: 302, redirectURL: '/?next=***#***' })
    expect(entry?.response.cookies).toEqual([
      {
        name: 'connect.sid',
        value: `s%3A${ID}.***`,
        path: '/',
        expires: '2026-11-27T13:00:00.000Z',
        httpOnly: true,
        secure: false,
        _attributes: { samesite: 'Lax' },
      },
      { name: 'other', value: '***', domain: 'localhost', httpOnly: false, secure: true },
    ])
  })

  test('show the times that they took: no part is less than 0, something comes before the waiting, and their sum is even', () => {
    const timed = (headersMs: number | null, durationMs: number) => {
      const [entry] = read(harOf([request({ headersMs, durationMs })], options)).log.entries
      if (entry === undefined) throw new Error('no entry')
      const { blocked = -1, dns = -1, connect = -1, ssl = -1, send, wait, receive } = entry.timings
      for (const part of [blocked, dns, connect, ssl, send, wait, receive]) expect(part).toBeGreaterThanOrEqual(0)
      // As Firefox adds them up, and writes the sum.
      expect(String([blocked, dns, connect, ssl, send, wait, receive].reduce((sum, part) => sum + part, 0))).toBe(String(entry.time))
      return { time: entry.time, blocked, wait: Number(wait.toFixed(6)), receive: Number(receive.toFixed(6)) }
    }
    expect(timed(3.25, 4.5)).toEqual({ time: 4.5, blocked: 0.001, wait: 3.249, receive: 1.25 })
    expect(timed(2.640_000_003, 3.975_133_999_992_977)).toEqual({ time: 3.975, blocked: 0.001, wait: 2.639, receive: 1.335 })
    expect(timed(1.000_4, 1.406_452_000_010_1)).toEqual({ time: 1.406, blocked: 0.001, wait: 0.999, receive: 0.406 })
    expect(timed(null, 8.006_070_000_003_092)).toEqual({ time: 8.006, blocked: 0.001, wait: 8.005, receive: 0 })
    // The clocks of two processes: headers that left after the end.
    expect(timed(9, 4)).toEqual({ time: 4, blocked: 0.001, wait: 3.999, receive: 0 })
    expect(timed(0, 0)).toEqual({ time: 0, blocked: 0, wait: 0, receive: 0 })
    // Among these are sums that no last part makes even.
    for (let durationMs = 0; durationMs < 20; durationMs += 0.0137) timed(durationMs / 3, durationMs)
  })

  test('say what a request was for, where that is known', () => {
    const crossSite = (act: CrossSiteAct) => ({ page: null, act, cookies: [], answer: null })
    const typeOf = (known: Partial<RequestRecord>) => JSON.parse(JSON.stringify(harOf([request(known)], options))).log.entries[0]._resourceType
    expect(typeOf({ path: '/?a=b.css' })).toBe('document')
    expect(typeOf({ path: '/files/style.css?a=b' })).toBeUndefined()
    expect(typeOf({ actor: 'other' })).toBeUndefined()
    for (const act of ['link', 'form', 'frame'] as const) expect(typeOf({ crossSite: crossSite(act) })).toBe('document')
    for (const act of ['fetch', 'fetch-untold', 'fetch-with-credentials'] as const) expect(typeOf({ crossSite: crossSite(act) })).toBe('fetch')
    expect(typeOf({ crossSite: crossSite('preflight') })).toBe('preflight')
    expect(typeOf({ crossSite: crossSite('other') })).toBeUndefined()
  })

  test('an answer that was cut off has status 0, and says why', () => {
    const [, , entry] = read(harOf(all, options)).log.entries
    expect(entry).toMatchObject({ response: { status: 0, comment: expect.stringContaining('no whole answer') }, comment: 'It died.' })
  })

  test('masked, hold no signature, no cookie of unknown form, and nothing of what sessions and forms held', () => {
    const text = JSON.stringify(harOf(all, options))
    expect(text).not.toContain(SIGNATURE)
    expect(text).not.toContain('CANARY')
    expect(text).toContain(ID)
  })

  test('whole only where somebody asked for it', () => {
    const text = JSON.stringify(harOf(all, { ...options, cookies: new Map([[ID, COOKIE]]) }))
    expect(text).toContain(`connect.sid=${COOKIE}`)
    expect(text.split('CANARY').length).toBeGreaterThan(5)
  })
})
