import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { GATEWAY } from '../config.js'
import type { BalancerRule } from '../protocol/balancer.js'
import { type Candidates, RuledBalancer, type Running } from './balancer.js'
import { Homes } from './homes.js'

const request = requestWith()
const [a, b, c] = ['a', 'b', 'c'].map((id, n) => ({ id, boot: 1, port: 4000 + n })) as [Running, Running, Running]

function among(running: Running[]): { readonly running: Running[]; readonly next: (ms?: number) => Promise<Running | null>; readonly wake: () => void } {
  let wake = () => {}
  const candidates: Candidates = {
    all: running,
    running: () => running,
    whenRunning: (ms) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
  const balancer = new RuledBalancer({ candidates, state: () => ({ rule: 'turns', cookieName: 'sticky' }), homes: { note: () => {} } })
  return { running, next: (ms = 60_000) => balancer.next(request, ms), wake: () => wake() }
}

function requestWith(cookie?: string): IncomingMessage {
  return { headers: cookie === undefined ? {} : { cookie } } as IncomingMessage
}

async function turns(next: () => Promise<Running | null>, count: number): Promise<string> {
  const names: string[] = []
  for (let n = 0; n < count; n++) names.push((await next())?.id ?? '-')
  return names.join('')
}

test('the only one gets every request', async () => {
  expect(await turns(among([a]).next, 3)).toBe('aaa')
})

test('those that run take turns, and one that comes or goes turns nobody over', async () => {
  const { running, next } = among([a, b, c])
  expect(await turns(next, 4)).toBe('abca')
  running.splice(1, 1)
  expect(await turns(next, 3)).toBe('cac')
  running.splice(1, 0, b)
  expect(await turns(next, 3)).toBe('abc')
})

test('while none runs the request is held until one does, and no longer than it may be', async () => {
  const { running, next, wake } = among([])
  const held = next()
  running.push(b)
  wake()
  expect(await held).toBe(b)
  running.pop()
  expect(await next(1)).toBeNull()
})

/** Two servers, of which these run. */
function twoBy(
  rule: BalancerRule,
  running: readonly Running[] = [a, b],
  random?: () => number,
  homes: Pick<Homes, 'note'> = { note: () => {} },
): RuledBalancer {
  const candidates: Candidates = { all: [a, b], running: () => running, whenRunning: async () => {} }
  const state = () => ({ rule, cookieName: 'sticky' })
  return new RuledBalancer({ candidates, state, homes, ...(random && { random }) })
}

test('at random, chance decides and no cookie does', async () => {
  const chances = [0, 0.49, 0.5, 0.99]
  const balancer = twoBy('random', [a, b], () => chances.shift() ?? 0)
  const chosen: string[] = []
  for (let n = 0; n < 4; n++) chosen.push((await balancer.next(requestWith('sticky=a'), 1))?.id ?? '-')
  expect(chosen.join('')).toBe('aabb')
})

test('a sticky browser stays where its cookie says, others take turns and are given one', async () => {
  const balancer = twoBy('sticky')
  const stays = (cookie?: string) => balancer.next(requestWith(cookie), 1)
  expect(await turns(() => stays('x=1; sticky=b'), 3)).toBe('bbb')
  expect(await turns(() => stays(), 3)).toBe('aba')
  // Whatever names none of them is worth nothing: the name of another cookie, another's value.
  expect(await turns(() => stays('stickyx=a; sticky=z'), 2)).toBe('ba')
  expect(balancer.cookieFor(requestWith(), b)).toBe('sticky=b; Path=/; HttpOnly; SameSite=Lax')
  expect(balancer.cookieFor(requestWith('sticky=z'), b)).toBe('sticky=b; Path=/; HttpOnly; SameSite=Lax')
  expect(balancer.cookieFor(requestWith('sticky=b'), b)).toBeNull()
})

test('a sticky browser whose server is away goes to the other one, and stays there', async () => {
  const balancer = twoBy('sticky', [b])
  expect(await balancer.next(requestWith('sticky=a'), 1)).toBe(b)
  expect(balancer.cookieFor(requestWith('sticky=a'), b)).toContain('sticky=b;')
})

test('a cookie that keeps nobody anywhere any more is taken back', () => {
  for (const rule of ['turns', 'random'] as const) {
    expect(twoBy(rule).cookieFor(requestWith('sticky=a'), a)).toBe('sticky=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax')
    expect(twoBy(rule).cookieFor(requestWith('other=1'), a)).toBeNull()
  }
  const candidates: Candidates = { all: [a], running: () => [a], whenRunning: async () => {} }
  const alone = new RuledBalancer({ candidates, state: () => ({ rule: 'sticky', cookieName: 'sticky' }), homes: { note: () => {} } })
  expect(alone.cookieFor(requestWith('sticky=a'), a)).toContain('Max-Age=0')
  expect(alone.cookieFor(requestWith(), a)).toBeNull()
})

test('where a sticky browser stays is known of its session, also of one that it is just being given', () => {
  const homes = new Homes(() => ['sid'])
  const balancer = twoBy('sticky', [a, b], undefined, homes)
  balancer.answered(requestWith('x=1; sid=s%3Aold.sig'), a, [])
  balancer.answered(requestWith('sid=s%3Aold.sig'), b, ['sid=s%3Anew.sig; Path=/; HttpOnly', 'other=s%3Athird.sig'])
  expect([...homes.known('sticky')]).toEqual([
    ['old', 'b'],
    ['new', 'b'],
  ])
  // By the other rules nobody stays anywhere.
  expect(homes.known('turns').size).toBe(0)
  twoBy('turns', [a, b], undefined, homes).answered(requestWith('sid=s%3Athird.sig'), a, [])
  expect(homes.known('sticky').has('third')).toBe(false)
})

test('the longest ago is forgotten first', () => {
  const homes = new Homes(() => ['sid'])
  for (let n = 0; n <= GATEWAY.homesKept; n++) homes.note([`sid=s:${n}.x`], 'a')
  expect([homes.known('sticky').size, homes.known('sticky').has('0'), homes.known('sticky').has('1')]).toEqual([GATEWAY.homesKept, false, true])
})
