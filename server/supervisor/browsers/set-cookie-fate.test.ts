import { describe, expect, test } from 'vitest'
import { FateOfSetCookie, type SentSessionCookie } from './set-cookie-fate.js'

const T = 1_800_000_000_000

function sent(line: string, more: Partial<SentSessionCookie> = {}): SentSessionCookie {
  return { setCookie: [line], url: 'http://localhost:4100/', at: T, brought: 'none', answer: null, ...more }
}

function fateOf(line: string, more: Partial<SentSessionCookie> = {}): FateOfSetCookie {
  const fate = new FateOfSetCookie('sid')
  fate.receive(sent(line, more))
  return fate
}

describe('what a browser did with the cookie that it was sent', () => {
  test('is not known before its next request', () => {
    expect(fateOf('sid=1; Path=/').now(T)).toMatchObject({ outcome: 'waiting', refusal: null, overwrote: null, line: 'sid=1; Path=/' })
    expect(fateOf('other=1').now(T)).toBeNull()
  })

  test.each([
    [[['1']], 'kept'],
    [[[]], 'refused'],
    [[['0']], 'other'],
    [[['1'], []], 'gone'],
    [[['1'], ['0']], 'other'],
    [[[], []], 'refused'],
    [[[], ['1']], 'kept'],
    [[['0', '1']], 'kept'],
  ] as const)('requests with %j: %s', (requests, outcome) => {
    const fate = fateOf('sid=1; Path=/')
    for (const values of requests) fate.shown(values, true)
    expect(fate.now(T)?.outcome).toBe(outcome)
  })

  test('a request that another site set off shows nothing by what it lacks', () => {
    const fate = fateOf('sid=1; Path=/; SameSite=Strict')
    fate.shown([], false)
    expect(fate.now(T)?.outcome).toBe('waiting')
  })

  test('nor does one that crossed with the answer', () => {
    const answer = {}
    const fate = fateOf('sid=1; Path=/', { answer })
    fate.shown(['0'], true)
    fate.shown([], true)
    expect(fate.now(T)?.outcome).toBe('waiting')
    fate.arrived(answer)
    fate.shown([], true)
    expect(fate.now(T)?.outcome).toBe('refused')
  })

  test('its time may be over, which is nobody’s refusal', () => {
    const fate = fateOf('sid=1; Path=/; Max-Age=60')
    fate.shown(['1'], true)
    expect(fate.now(T + 59_000)?.outcome).toBe('kept')
    expect(fate.now(T + 61_000)?.outcome).toBe('expired')
    fate.shown([], true, T + 61_000)
    expect(fate.now(T + 62_000)?.outcome).toBe('expired')
  })

  test('one that is refused has no time that could be over', () => {
    const fate = fateOf('sid=1; Max-Age=60; SameSite=None')
    expect(fate.now(T + 61_000)?.outcome).toBe('waiting')
    fate.shown([], true, T + 61_000)
    expect(fate.now(T + 62_000)?.outcome).toBe('refused')
  })

  test('a cookie that is taken back is none', () => {
    const fate = fateOf('sid=1; Path=/')
    fate.receive(sent('sid=; Path=/; Max-Age=0'))
    expect(fate.now(T)).toBeNull()
  })

  test('the reason is told as far as the line tells, and what it overwrote', () => {
    expect(fateOf('sid=1; SameSite=None').now(T)).toMatchObject({ refusal: 'none-without-secure' })
    expect(fateOf('sid=1', { brought: 'good' }).now(T)).toMatchObject({ overwrote: null })
    expect(fateOf('sid=1', { brought: 'unsigned' }).now(T)).toMatchObject({ overwrote: 'unsigned' })
  })

  test('the same value sent again, as rolling does, keeps what was shown unless browsers refuse the new line', () => {
    const fate = fateOf('sid=1; Path=/')
    fate.shown(['1'], true)
    fate.receive(sent('sid=1; Path=/; Max-Age=60', { at: T + 1 }))
    expect(fate.now(T + 2)).toMatchObject({ outcome: 'kept', line: 'sid=1; Path=/; Max-Age=60' })
    fate.receive(sent('sid=1; Path=/; SameSite=None', { at: T + 3 }))
    fate.shown(['1'], true)
    expect(fate.now(T + 4)).toMatchObject({ outcome: 'kept', refusal: null, line: 'sid=1; Path=/; Max-Age=60' })
  })
})
