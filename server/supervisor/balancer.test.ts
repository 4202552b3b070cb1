import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { type Candidates, type Running, TakesTurns } from './balancer.js'

const request = {} as IncomingMessage
const [a, b, c] = ['a', 'b', 'c'].map((id, n) => ({ id, boot: 1, port: 4000 + n })) as [Running, Running, Running]

function among(running: Running[]): { readonly running: Running[]; readonly next: (ms?: number) => Promise<Running | null>; readonly wake: () => void } {
  let wake = () => {}
  const candidates: Candidates = {
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
  const balancer = new TakesTurns(candidates)
  return { running, next: (ms = 60_000) => balancer.next(request, ms), wake: () => wake() }
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
