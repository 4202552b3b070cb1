import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { logOf } from '../../test/support/state.js'
import { PROTOCOL_VERSION } from '../dashboard.js'
import type { EventBody } from '../events.js'
import { onlyInstance } from '../instance-state.js'
import { unservedRequest } from '../unserved-request.js'
import { type BuildOptions, buildRecording } from './build.js'
import { misfit } from './check.js'
import { openRecording, openRecordingText, type RecordingError } from './read.js'
import type { Recording } from './recording.js'
import { SHAPES } from './shapes.js'

const ID = 'kJ8s_Qa2-0vTn4LmXy71BcDeFgHiJkLm'
const SIGNATURE = 'canary/SIGNATURE+0123456789abcdefghijklmnopqr'
const CANARIES = {
  name: 'Canaria Núñez',
  cookie: 'canaryCookieValue99',
  cart: 'canary-book',
  path: 'canary-path',
  query: 'canary-query',
  field: 'canary_field',
  words: 'two canary words',
  header: 'canary-agent',
  host: 'canary.example.net',
  folder: '/home/canaryuser/.sessionscope',
  forwarded: '203.0.113.77',
}
const LINE = `connect.sid=s%3A${ID}.${encodeURIComponent(SIGNATURE)}; Path=/; HttpOnly`

function launch() {
  const { log, note } = logOf()
  const base = { ...log.state, launch: { ...log.state.launch, dataFolder: CANARIES.folder } }
  const options = onlyInstance(base).options
  const document = {
    cookie: { originalMaxAge: null, path: '/' },
    isLoggedIn: true,
    name: CANARIES.name,
    cart: [{ id: CANARIES.cart, title: 'Cookies, Crumb by Crumb', price: 19.5 }],
  }
  const bodies: EventBody[] = [
    {
      kind: 'browser-changed',
      browser: {
        id: 'browser:canaria-nunez',
        name: CANARIES.name,
        real: null,
        hue: 1,
        sessionId: ID,
        lastSetCookie: { at: 1, line: LINE, outcome: 'kept', refusal: null, notes: [], overwrote: null },
        jar: [
          {
            name: 'connect.sid',
            value: `s%3A${ID}.${encodeURIComponent(SIGNATURE)}`,
            verdict: { kind: 'good', sessionId: ID, secretId: 's1', secretIndex: 0 },
            origin: 'session',
            parts: { prefix: 's%3A', sessionId: ID, signature: encodeURIComponent(SIGNATURE) },
            attributes: null,
          },
          { name: 'theme', value: CANARIES.cookie, verdict: null, origin: 'shop', parts: null, attributes: null },
        ],
        trial: { line: `theme=${CANARIES.cookie}; Domain=${CANARIES.host}`, verdict: null, seen: 'waiting' },
        namesakes: null,
        page: {
          path: `/${CANARIES.path}`,
          status: 200,
          title: 'The little bookshop',
          greeting: `Hello, ${CANARIES.name}`,
          cartCount: 1,
          flash: `In your cart: ${CANARIES.cart}`,
          life: null,
        },
        lastRequestAt: 1,
        crossSite: null,
        thirdPartyCookies: 'allowed',
        borrowed: null,
      },
    },
    {
      kind: 'request',
      request: unservedRequest({
        id: 'r1',
        actor: 'browser:canaria-nunez',
        agent: CANARIES.header,
        instance: 'a',
        boot: 1,
        store: 'memory',
        at: 5,
        method: 'GET',
        path: `/${CANARIES.path}?q=${CANARIES.query}&${CANARIES.field}=1&x=${encodeURIComponent(CANARIES.words)}`,
        cookieIn: { kind: 'bad-signature', sessionId: ID, signature: SIGNATURE },
        sessionId: ID,
        before: null,
        after: document,
        status: 200,
        setCookie: [LINE],
        headersMs: 1,
        durationMs: 2,
        outcome: 'failed',
        options,
        mistake: { message: `Error: ${CANARIES.words} of ${CANARIES.path}: Unexpected token 'c', ..."canaryC"... is not valid JSON`, place: null },
        problem: {
          code: 'said',
          message: `${CANARIES.name} at ${CANARIES.host} read ${CANARIES.folder}/x of ${ID}`,
          params: { words: `${ID} ${CANARIES.host}` },
        },
        form: `name=${encodeURIComponent(CANARIES.name)}&item=canary-item`,
        seen: { secure: false, ip: CANARIES.forwarded, hostname: CANARIES.host, forwarded: { proto: 'http', for: CANARIES.forwarded, host: CANARIES.host } },
      }),
    },
    {
      kind: 'document-read',
      sessionId: ID,
      stored: { id: ID, document: { _id: ID, session: JSON.stringify(document) }, form: 'row', where: `sess:${ID}`, bytes: 90, expiresAt: null },
      isNew: true,
    },
    { kind: 'cleared', removed: 1, undoForMs: 0 },
    {
      kind: 'side-by-side-started',
      browsers: ['you', 'Canarina'],
      acts: [{ browser: 1, method: 'POST', path: '/login', form: 'name=Canarina', pauseMs: 0 }],
      pace: { speed: 1, agesToo: true },
      sides: [],
    },
  ]
  for (const body of bodies) note(body)
  return { base, events: log.after(0), state: log.state }
}

const options = (more: Partial<BuildOptions> = {}): BuildOptions => ({ protocol: PROTOCOL_VERSION, savedAt: 7, masked: true, ...more })
const textOf = async (file: Blob) => gunzipSync(Buffer.from(await file.arrayBuffer())).toString()

describe('masked', () => {
  test('no canary is in it, what belongs together still does, and the sandbox’s own words are there', async () => {
    const { base, events } = launch()
    const text = await textOf((await buildRecording({ base, events }, options())).file)
    for (const canary of [...Object.values(CANARIES), ID, SIGNATURE, encodeURIComponent(SIGNATURE), 'canaryuser', 'canaria', '203.0.113'])
      expect(text.toLowerCase(), canary).not.toContain(canary.toLowerCase())
    expect(text.toLowerCase()).not.toContain('canar')
    const { recording, end } = openRecordingText(text, PROTOCOL_VERSION)
    const [changed, visit, read] = recording.events
    if (changed?.kind !== 'browser-changed' || visit?.kind !== 'request' || read?.kind !== 'document-read') throw new Error('other events')
    const id = changed.browser.sessionId ?? ''
    expect(id).toMatch(/^[\w-]{32}$/)
    expect(id.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '0')).toBe(
      ID.replaceAll(/[a-z]/g, 'a').replaceAll(/[A-Z]/g, 'A').replaceAll(/\d/g, '0'),
    )
    expect(read.sessionId).toBe(id)
    expect(visit.request.sessionId).toBe(id)
    expect(visit.request.setCookie[0]).toContain(`s%3A${id}.`)
    expect(changed.browser.jar[0]?.value).toBe(visit.request.setCookie[0]?.slice('connect.sid='.length).split(';')[0])
    expect(visit.request.cookieIn).toMatchObject({ sessionId: id, signature: decodeURIComponent(changed.browser.jar[0]?.parts?.signature ?? '') })
    expect(read.stored?.where).toBe(`sess:${id}`)
    expect(Object.keys(end.focused)).toEqual([id])
    expect(visit.request.actor).toBe(changed.browser.id)
    expect(text).toContain('Cookies, Crumb by Crumb')
    expect(changed.browser.page?.greeting).toBe(`Hello, ${changed.browser.name}`)
  })

  test('without masking it is the log, word for word', async () => {
    const { base, events, state } = launch()
    const { file } = await buildRecording({ base, events }, options({ masked: false }))
    const { recording, history, end } = await openRecording(file, PROTOCOL_VERSION)
    expect(recording).toMatchObject({ masked: false, leftOut: { events: 0 } })
    expect(recording.events).toEqual(JSON.parse(JSON.stringify(events)))
    expect(end.focused).toEqual(JSON.parse(JSON.stringify(state.focused)))
    expect(history.stateAt(events[0]?.seq ?? 0)?.browsers.at(-1)?.name).toBe(CANARIES.name)
  })
})

describe('what does not fit', () => {
  test('the oldest events are in the base only, which says how many', async () => {
    const { log, note } = logOf()
    for (let count = 0; count < 3_000; count++) note({ kind: 'session-forgotten', sessionId: crypto.randomUUID(), undoForMs: 0 })
    const maxBytes = 60_000
    const logged = { base: logOf().log.state, events: log.after(0) }
    const { file, events, leftOut } = await buildRecording(logged, options({ masked: false, maxBytes }))
    expect(file.size).toBeLessThanOrEqual(maxBytes)
    expect(file.size).toBeGreaterThan(maxBytes * 0.7)
    expect(leftOut.events + events).toBe(3_000)
    const { recording, end } = await openRecording(file, PROTOCOL_VERSION)
    expect(recording.base.log).toEqual({ folded: leftOut.events, since: recording.events[0]?.seq })
    expect(end.timeline).toEqual(JSON.parse(JSON.stringify(log.state.timeline)))
  })

  test('it ends when it is called off', async () => {
    const { base, events } = launch()
    const abort = new AbortController()
    abort.abort()
    await expect(buildRecording({ base, events }, options({ signal: abort.signal }))).rejects.toThrow()
  })
})

const faultOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return (error as RecordingError).fault
  }
  return null
}

describe('from elsewhere', () => {
  const good = async () => {
    const { base, events } = launch()
    return textOf((await buildRecording({ base, events }, options())).file)
  }

  test('refused with what is wrong', async () => {
    const text = await good()
    const recording = JSON.parse(text) as Recording
    const open = (value: unknown) => faultOf(() => openRecordingText(typeof value === 'string' ? value : JSON.stringify(value), PROTOCOL_VERSION))
    expect(open(text)).toBeNull()
    expect(open(text.slice(0, -20))).toBe('cut-off')
    expect(open('<script>alert(1)</script>')).toBe('no-recording')
    expect(open({ a: 1 })).toBe('no-recording')
    expect(open({ ...recording, version: 2 })).toBe('other-version')
    expect(open({ ...recording, protocol: 99 })).toBe('other-protocol')
    expect(open({ ...recording, events: recording.events.toReversed() })).toBe('no-order')
    expect(open({ ...recording, base: { ...recording.base, instances: {} } })).toBe('misfit')
    expect(open(text.replace('"focused":{', '"focused":{"__proto__":{"polluted":true}'))).toBe('misfit')
    expect(open({ ...recording, savedAt: 1e300 })).toBe('misfit')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('a file that is too large is not read, and one that unpacks to too much is not unpacked', async () => {
    let wasRead = false
    const stream = () => {
      wasRead = true
      return new Blob([]).stream()
    }
    const huge = { size: 1e9, stream }
    await expect(openRecording(huge, PROTOCOL_VERSION)).rejects.toMatchObject({ fault: 'too-large' })
    expect(wasRead).toBe(false)
    const bomb = new Blob([gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '), { level: 1 })])
    expect(bomb.size).toBeLessThan(2_000_000)
    await expect(openRecording(bomb, PROTOCOL_VERSION)).rejects.toMatchObject({ fault: 'unpacks-too-large' })
    await expect(openRecording(new Blob([gzipSync(await good()).subarray(0, 900)]), PROTOCOL_VERSION)).rejects.toMatchObject({ fault: 'cut-off' })
    await expect(openRecording(new Blob([new Uint8Array([0x1f, 0x8b, 1, 2, 3])]), PROTOCOL_VERSION)).rejects.toMatchObject({ fault: 'cut-off' })
  })

  test('what a log of the sandbox’s own holds fits its types', () => {
    const { base, events } = launch()
    for (const event of events) expect(misfit(JSON.parse(JSON.stringify(event)), { ref: 'LogEvent' }, SHAPES)).toBeNull()
    expect(misfit(JSON.parse(JSON.stringify(base)), { ref: 'Snapshot' }, SHAPES)).toBeNull()
  })
})
