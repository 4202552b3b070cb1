/** A database that is held, on a stand-in for its process. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Ending } from '../protocol/why.js'
import { why } from '../protocol/why.js'
import { type Keeper, keepAlive } from './keep-alive.js'

/** Signals that were sent, and starts, in order, each with the ID of the process. */
let told: string[]
let pid: number | null
let keeper: Keeper
let die: () => void
/** Starts wait for this. */
let mayStart: Promise<void>
/** By which signal it ends. */
let endsBy: NodeJS.Signals

beforeEach(() => {
  told = []
  pid = 1
  mayStart = Promise.resolve()
  endsBy = 'SIGTERM'
  let next = 2
  const listeners: ((how: Ending) => void)[] = []
  die = () => {
    pid = null
    for (const listener of listeners) listener({ how: 'at-once', detail: '' })
  }
  vi.spyOn(process, 'kill').mockImplementation((id, name) => {
    told.push(`${name} ${id}`)
    if (name === endsBy) die()
    return true
  })
  const owned = {
    port: 1,
    get pid() {
      return pid
    },
    hasEnded: () => pid === null,
    async restart() {
      await mayStart
      pid = next++
      told.push(`start ${pid}`)
    },
    onDeath: (listener: (how: Ending) => void) => void listeners.push(listener),
    stop: async () => {},
  }
  const words = { ended: () => why('away', {}, 'It ended.'), keepsEnding: () => why('away', {}, 'It keeps ending.') }
  keeper = keepAlive(owned, words, { down: () => {}, revived: () => {} })
})
afterEach(() => {
  keeper.letGo()
  vi.restoreAllMocks()
})

const seen = (...all: readonly string[]) => vi.waitFor(() => expect(told).toEqual(all))

test('frozen, it is stopped, and goes on afterwards', () => {
  void keeper.hold('frozen')
  void keeper.hold('frozen')
  void keeper.hold(null)
  expect(told).toEqual(['SIGSTOP 1', 'SIGCONT 1'])
})

test('ended, it stays so, and is started again afterwards', async () => {
  void keeper.hold('ended')
  await seen('SIGTERM 1')
  void keeper.hold(null)
  await seen('SIGTERM 1', 'start 2')
  expect(keeper.isServing).toBe(true)
})

test('whoever has it ended hears of it when it has ended, also one that takes its time', async () => {
  endsBy = 'SIGKILL'
  await keeper.hold('ended')
  expect(told).toEqual(['SIGTERM 1', 'SIGINT 1', 'SIGKILL 1'])
  expect(pid).toBeNull()
})

test('frozen after it was ended, another one is started and frozen, and goes on afterwards', async () => {
  void keeper.hold('frozen')
  void keeper.hold('ended')
  await seen('SIGSTOP 1', 'SIGCONT 1', 'SIGTERM 1')
  void keeper.hold('frozen')
  await seen('SIGSTOP 1', 'SIGCONT 1', 'SIGTERM 1', 'start 2', 'SIGSTOP 2')
  void keeper.hold(null)
  expect(told.at(-1)).toBe('SIGCONT 2')
})

test('one that dies while it is frozen is started again, and is frozen still', async () => {
  void keeper.hold('frozen')
  die()
  await seen('SIGSTOP 1', 'start 2', 'SIGSTOP 2')
})

test.each([
  ['frozen', 'SIGSTOP 2'],
  ['ended', 'SIGTERM 2'],
] as const)('what is to be %s while it is started again is so afterwards', async (how, signal) => {
  let start = () => {}
  mayStart = new Promise((resolve) => (start = resolve))
  die()
  await vi.waitFor(() => expect(keeper.isServing).toBe(false))
  // Past the delay, so that the start is under way.
  await new Promise((resolve) => setTimeout(resolve, 300))
  void keeper.hold(how)
  start()
  await seen('start 2', signal)
})

test('what is to be ended before it is started again is not started', async () => {
  die()
  void keeper.hold('ended')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(told).toEqual([])
  void keeper.hold(null)
  await seen('start 2')
})

test('pings that a frozen one does not answer end nobody', async () => {
  void keeper.hold('frozen')
  keeper.replaceFrozen()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(told).toEqual(['SIGSTOP 1'])
})
