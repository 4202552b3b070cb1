import type { IncomingMessage } from 'node:http'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { JudgedJar } from '../../cookies/judge/judged-jar.js'
import { OWN_PAGE } from '../../cookies/judge/same-site.js'
import type { StoredCookie } from '../../protocol/cookie-verdict.js'
import { LineTrials } from './line-trials.js'

const GET = { method: 'GET' } as IncomingMessage
const page = (path = '/', cookieHeader?: string) => ({ url: `http://localhost:4100${path}`, asking: OWN_PAGE, cookieHeader })

/** Sends a line to a browser that brings this Cookie header, and has it ask again. @param jar what is known of the browser's */
function trialOf(line: string, again?: { path?: string; cookieHeader?: string }, before?: string, jar: readonly StoredCookie[] = []) {
  const trials = new LineTrials()
  trials.begin('you', line)
  const carried = trials.asked('you', GET, page('/', before), jar)
  carried?.left()
  carried?.arrived()
  if (again) trials.asked('you', GET, page(again.path, again.cookieHeader), [])
  return trials.of('you')
}

afterEach(() => vi.useRealTimers())

describe('a Set-Cookie line of one’s own', () => {
  test('goes along with the next page that its browser asks for, once', () => {
    const trials = new LineTrials()
    trials.begin('you', 'a=é')
    expect(trials.of('you')).toEqual({ line: 'a=é', verdict: null, seen: 'waiting' })
    expect(trials.asked('browser:alice', GET, page(), [])).toBeNull()
    expect(trials.asked('you', { method: 'POST' } as IncomingMessage, page(), [])).toBeNull()
    expect(trials.asked('you', GET, { ...page(), asking: { ...OWN_PAGE, by: 'fetch' } }, [])).toBeNull()
    const carried = trials.asked('you', GET, page(), [])
    // A character a byte, as Node writes it.
    expect(carried?.header).toBe('a=Ã©')
    expect(trials.of('you')?.seen).toBe('waiting')
    carried?.left()
    expect(trials.of('you')).toMatchObject({ verdict: { outcome: 'kept' }, seen: 'sent' })
    expect(trials.asked('you', GET, page(), [])).toBeNull()
  })

  test.each([
    ['a=1', { cookieHeader: 'b=2; a=1' }, 'kept', 'came-back'],
    ['a=é', { cookieHeader: 'a=Ã©' }, 'kept', 'came-back'],
    ['1', { cookieHeader: '1' }, 'kept', 'came-back'],
    ['a=1', {}, 'kept', 'stayed-away'],
    ['a=1', { cookieHeader: 'a=2' }, 'kept', 'stayed-away'],
    ['a=1; Path=/cart', {}, 'kept', 'not-due'],
    ['a=1; Path=/cart', { path: '/cart' }, 'kept', 'stayed-away'],
    ['a=1; SameSite=None', {}, 'refused', 'stayed-away'],
    ['a=1; SameSite=None', { cookieHeader: 'a=1' }, 'refused', 'came-back'],
    ['a=1; SameSite=None; Path=/cart', {}, 'refused', 'not-due'],
    ['a=1; SameSite=None; Path=/cart', { path: '/cart' }, 'refused', 'stayed-away'],
    ['a=1; Max-Age=0', {}, 'removed', 'stayed-away'],
    ['a=1; Max-Age=0; Path=/cart', {}, 'removed', 'not-due'],
    ['', {}, 'refused', 'stayed-away'],
    [';;;', {}, 'refused', 'stayed-away'],
  ] as const)('%s, and then a request with %j: %s by the rules, %s', (line, again, outcome, seen) => {
    expect(trialOf(line, again)).toMatchObject({ verdict: { outcome }, seen })
  })

  test.each(['a=1', 'a = 1', 'a=1; SameSite=None', 'a=1; Domain=com'])('%s shows nothing where the browser had the same cookie before', (line) => {
    expect(trialOf(line, { cookieHeader: 'a=1' }, 'a=1')?.seen).toBe('was-there')
  })

  test.each([
    ['a=1; Max-Age=0', {}, 'stayed-away'],
    ['a=1; Max-Age=0', { cookieHeader: 'a=1' }, 'came-back'],
    // Another cookie of that name and value, which the line leaves alone.
    ['a=1; Max-Age=0; Path=/cart', { cookieHeader: 'a=1' }, 'was-there'],
  ] as const)('where a=1 was there, %s and then a request with %j show: %s', (line, again, seen) => {
    const jar = new JudgedJar()
    jar.receive({ line: 'a=1; Path=/', url: page().url, asking: OWN_PAGE, serverDate: null, now: Date.now() })
    expect(trialOf(line, again, 'a=1', jar.list(Date.now()))?.seen).toBe(seen)
  })

  test('what was kept and is over by the next request shows nothing', () => {
    vi.useFakeTimers()
    const trials = new LineTrials()
    trials.begin('you', 'a=1; Max-Age=1')
    const carried = trials.asked('you', GET, page(), [])
    carried?.left()
    carried?.arrived()
    vi.advanceTimersByTime(1_000)
    trials.asked('you', GET, page(), [])
    expect(trials.of('you')).toMatchObject({ verdict: { outcome: 'kept' }, seen: 'not-due' })
  })

  test('a request that crosses with the answer shows nothing', () => {
    const trials = new LineTrials()
    trials.begin('you', 'a=1')
    const carried = trials.asked('you', GET, page(), [])
    carried?.left()
    trials.asked('you', GET, page(), [])
    expect(trials.of('you')?.seen).toBe('sent')
    carried?.arrived()
    trials.asked('you', GET, page(), [])
    expect(trials.of('you')?.seen).toBe('stayed-away')
  })

  test('is judged with what the browser has', () => {
    const jar = new JudgedJar()
    jar.receive({ line: 'a=1; Secure', url: 'https://shop.example/', asking: OWN_PAGE, serverDate: null, now: Date.now() })
    const trials = new LineTrials()
    trials.begin('you', 'a=2')
    trials.asked('you', GET, { ...page(), url: 'http://shop.example/' }, jar.list(Date.now()))?.left()
    expect(trials.of('you')?.verdict).toMatchObject({ rules: [{ code: 'would-overwrite-secure' }] })
  })

  test('waits for a bounded time', () => {
    vi.useFakeTimers()
    const trials = new LineTrials()
    trials.begin('you', 'a=1')
    vi.advanceTimersByTime(31_000)
    expect(trials.of('you')).toEqual({ line: 'a=1', verdict: null, seen: 'given-up' })
    expect(trials.asked('you', GET, page(), [])).toBeNull()
    expect(trials.of('you')?.seen).toBe('given-up')
  })

  test('can be given up before it is sent, and not after', () => {
    const trials = new LineTrials()
    trials.begin('you', 'a=1')
    trials.giveUp('you')
    expect(trials.asked('you', GET, page(), [])).toBeNull()
    expect(trials.of('you')?.seen).toBe('given-up')
    trials.begin('you', 'a=1')
    trials.asked('you', GET, page(), [])?.left()
    trials.giveUp('you')
    expect(trials.of('you')?.seen).toBe('sent')
  })

  test.each(['a=1\r\nX-Evil: 1', 'a=\n', 'a=\0', 'a=\u007f', 'a=\u001b'])('%j is refused: it would end the header, or Node would not write it', (line) => {
    expect(() => new LineTrials().begin('you', line)).toThrow('Node.js refuses to send such a line')
  })

  test.each(['', '=', 'a=\t1', ';;;', `a=${'x'.repeat(4_990)}`])('%.20j can be sent, whatever browsers make of it', (line) => {
    expect(trialOf(line, {})?.verdict).not.toBeNull()
  })
})
