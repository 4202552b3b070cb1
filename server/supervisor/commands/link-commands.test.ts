/** Links from elsewhere: what the page packs comes out the same, and whatever else somebody may paste is refused with what is wrong. */
import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import { INITIAL_OPTIONS } from '../../protocol/session-options.js'
import type { Trace, TraceAct } from '../../protocol/trace.js'
import { linkCodeIn, linkTo } from '../../protocol/trace-link.js'
import { readLink } from './link-commands.js'

const trace: Trace = {
  version: 2,
  configuration: { store: 'mongodb', shop: 'standard', options: { rolling: true, maxAgeMs: 60_000, name: 'sid' }, faults: { 'wire-cut': {} } },
  browsers: ['Alice', 'you'],
  acts: [
    { browser: 0, method: 'GET', path: '/', pauseMs: 0 },
    { browser: 0, method: 'POST', path: '/login', form: 'name=Alice', pauseMs: 1_200 },
    { browser: 1, method: 'GET', path: '/slow?x=%20', pauseMs: 3, overlaps: [1] },
    { browser: 0, method: 'POST', path: '/cart', form: 'item=cookies', pauseMs: 0, forgets: true },
  ],
}

const pack = (value: unknown) => `b${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`

/** The code of a trace that a link has room for. */
async function packed(given: Trace): Promise<string> {
  const made = await linkTo(given, 'http://localhost:4000')
  expect(made?.leftOut).toBe(0)
  return linkCodeIn(made?.link ?? '')
}

/** What is wrong with it; throws where nothing is. */
function refusal(link: string): { readonly reason: unknown; readonly detail: unknown } {
  try {
    readLink(link)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.problem.code).toBe('bad-link')
    return { reason: error.problem.params.reason, detail: error.problem.params.detail }
  }
  throw new Error('It was read.')
}

/** The same numbers in every run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

function randomTrace(random: () => number, acts: number): Trace {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const text = (length: number) => Array.from({ length }, () => String.fromCharCode(0x24 + Math.floor(random() * 0x5a))).join('')
  const browsers = Array.from(
    { length: 1 + Math.floor(random() * LIMITS.traceBrowsers) },
    (_, place) => pick(['Zoë', 'you', 'visitor:1', '🍪', '<b>x</b>', 'Alice']) + place,
  )
  return {
    version: 2,
    configuration: {
      store: pick(['memory', 'mongodb', 'redis']),
      shop: pick(['standard', 'slow-cart']),
      options:
        random() < 0.5
          ? {}
          : { resave: random() < 0.5, maxAgeMs: random() < 0.5 ? null : 1_000 + Math.floor(random() * 1e6), sameSite: pick(['lax', 'none', null]) },
      faults: random() < 0.7 ? {} : { 'wire-delay': { get: 10, set: 20, touch: 0, destroy: 0, jitter: 50 } },
    },
    browsers,
    acts: Array.from({ length: acts }, (_, place): TraceAct => {
      const isForm = random() < 0.4
      return {
        browser: Math.floor(random() * browsers.length),
        method: isForm ? 'POST' : 'GET',
        path: `/x${text(Math.floor(random() * 60))}`,
        ...(isForm ? { form: new URLSearchParams({ item: text(20), é: '\u0000\n' }).toString() } : {}),
        pauseMs: Math.floor(random() * LIMITS.tracePauseMs),
        ...(random() < 0.2 && place > 0 ? { overlaps: [1 + Math.floor(random() * place)] } : {}),
        ...(random() < 0.1 ? { forgets: true as const } : {}),
      }
    }),
  }
}

describe('a trace there and back', () => {
  test('as a code, as a whole address, with what mail programs do to it', async () => {
    const code = await packed(trace)
    const wrapped = (code.match(/.{1,20}/g) ?? []).join('\r\n  ')
    for (const text of [code, `#try=${code}`, `http://localhost:4000/#try=${code}`, ` http://localhost:4000/#try=${wrapped} `])
      expect(readLink(text)).toEqual(trace)
  })

  test('whatever is in it', async () => {
    const random = generator(7)
    for (let count = 0; count < 200; count += 1) {
      const any = randomTrace(random, 1 + Math.floor(random() * 12))
      expect(readLink(await packed(any))).toEqual(any)
    }
  })

  test('no longer than it may be, the newest acts first of all, and what was left out is counted', async () => {
    const random = generator(11)
    for (const acts of [1, 40, 90, 200]) {
      const long = randomTrace(random, acts)
      const made = await linkTo(long, 'http://localhost:4000')
      if (made === null) throw new Error('There was no room.')
      expect(made.link.length).toBeLessThanOrEqual(LIMITS.linkCharacters)
      const read = readLink(made.link)
      expect(read).toEqual(made.trace)
      expect(made.leftOut + read.acts.length).toBe(long.acts.length)
      const [first, ...others] = read.acts
      expect(others.map(({ path }) => path)).toEqual(long.acts.slice(made.leftOut + 1).map(({ path }) => path))
      if (made.leftOut > 0) expect(first).toMatchObject({ pauseMs: 0 })
      expect(read.acts.map(({ browser }) => read.browsers[browser])).toEqual(long.acts.slice(made.leftOut).map(({ browser }) => long.browsers[browser]))
    }
    const whole = randomTrace(random, 200)
    const made = await linkTo(whole, 'http://localhost:4000')
    // As many as there is room for: one more would not have fitted.
    expect(made?.leftOut).toBeGreaterThan(0)
    expect(made?.link.length).toBeGreaterThan(LIMITS.linkCharacters * 0.9)
  })
})

describe('is refused', () => {
  test('what is no link', () => {
    for (const text of ['', ' ', '#try=', 'a', 'http://localhost:4000/', 'javascript:alert(1)', '<script>', '#token=0123456789abcdef0123456789abcdef&x'])
      expect([text, refusal(text).reason]).toEqual([text, 'no-link'])
  })

  test('a link of another version, or with a trace of one', () => {
    expect(refusal(`c${pack(trace).slice(1)}`).reason).toBe('link-version')
    expect(refusal(pack({ ...trace, version: 3, acts: 'otherwise' })).reason).toBe('link-version')
    // That is no version at all.
    expect(refusal(pack({ ...trace, version: '3' })).reason).toBe('link-content')
  })

  test('one that is too long, before anything of it is read', () => expect(refusal(`a${'A'.repeat(LIMITS.linkCharacters)}`).reason).toBe('link-too-long'))

  test('every beginning of a link, and one with something behind it', async () => {
    const code = await packed(trace)
    for (let length = 2; length < code.length; length += 1) expect(refusal(code.slice(0, length)).reason).toBe('link-cut-off')
    expect(refusal(`${code}AAAA`).reason).toBe('link-cut-off')
  })

  test('a bomb', () => expect(refusal(pack(' '.repeat(4_000_000))).reason).toBe('link-too-large'))

  test('what is no JSON, or no UTF-8', () => {
    expect(refusal(pack('{"version":1,')).reason).toBe('link-cut-off')
    expect(refusal(`b${deflateRawSync(Buffer.from([0x22, 0xff, 0xfe, 0x22])).toString('base64url')}`).reason).toBe('link-cut-off')
    expect(refusal(pack('['.repeat(100_000))).reason).toBe('link-cut-off')
  })

  test.each<readonly [string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['no acts', { ...trace, acts: [] }],
    ['more than there may be', { ...trace, extra: 1 }],
    ['a prototype', JSON.stringify(trace).replace('{', '{"__proto__":{"isAdmin":true},')],
    ['a prototype of the options', JSON.stringify(trace).replace('"options":{', '"options":{"__proto__":{"resave":true},')],
    ['a prototype of the faults', JSON.stringify(trace).replace('"faults":{', '"faults":{"__proto__":{},')],
    ['a constructor', JSON.stringify(trace).replace('"faults":{', '"faults":{"constructor":{},')],
    ['an option that there is not', { ...trace, configuration: { ...trace.configuration, options: { secret: 'x' } } }],
    ['an option that cannot be', { ...trace, configuration: { ...trace.configuration, options: { name: 'a\r\nSet-Cookie: x' } } }],
    ['a fault that does not end', { ...trace, configuration: { ...trace.configuration, faults: { 'store-stopped': {} } } }],
    [
      'a setting beyond its bounds',
      { ...trace, configuration: { ...trace.configuration, faults: { 'wire-delay': { get: 1e9, set: 0, touch: 0, destroy: 0, jitter: 0 } } } },
    ],
    ['an act of nobody', { ...trace, acts: [{ ...trace.acts[0], browser: 2 }] }],
    ['a browser without a name', { ...trace, browsers: [' ', 'you'] }],
    ['too many browsers', { ...trace, browsers: Array(9).fill('x') }],
    ['too many acts', { ...trace, acts: Array(LIMITS.traceActs + 1).fill(trace.acts[0]) }],
    ...[
      'http://evil.example/',
      '//evil.example/',
      'evil',
      '',
      '/\r\nHost: evil.example',
      '/ HTTP/1.1',
      '/é',
      '/#x',
      `/${'x'.repeat(LIMITS.pathCharacters)}`,
    ].map((path) => [`the path ${path.slice(0, 30)}`, { ...trace, acts: [{ ...trace.acts[0], path }] }] as const),
    ['another method', { ...trace, acts: [{ ...trace.acts[0], method: 'DELETE' }] }],
    ['a pause of a year', { ...trace, acts: [{ ...trace.acts[0], pauseMs: 365 * 24 * 3_600_000 }] }],
    ['a pause into the past', { ...trace, acts: [{ ...trace.acts[0], pauseMs: -1 }] }],
    ['a form with a line break', { ...trace, acts: [{ ...trace.acts[1], form: 'a=b\r\nc' }] }],
    ['a store that is a path', { ...trace, configuration: { ...trace.configuration, store: '../'.repeat(20) } }],
  ])('%s, and what is wrong is said', (_what, value) => {
    const { reason, detail } = refusal(pack(value))
    expect(reason).toBe('link-content')
    expect(String(detail).length).toBeGreaterThan(5)
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
  })

  test('but not one of the version before, which lacks nothing that has to be there', () => {
    const acts = trace.acts.map(({ overlaps: _, ...act }) => act)
    const before = pack({ ...trace, version: 1, acts })
    expect(readLink(`a${before.slice(1)}`)).toEqual({ ...trace, acts })
  })

  test('and these very traces are read where nothing is wrong with them', () => {
    expect(readLink(pack(trace))).toEqual(trace)
    expect(readLink(pack({ ...trace, configuration: { ...trace.configuration, options: INITIAL_OPTIONS } })).configuration.options).toEqual(INITIAL_OPTIONS)
  })
})

test('a code is found in what somebody pasted', () => {
  expect(linkCodeIn('http://x/#try=abc')).toBe('abc')
  expect(linkCodeIn(' ab\nc ')).toBe('abc')
})
