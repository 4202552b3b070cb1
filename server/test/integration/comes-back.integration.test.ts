/** Whatever dies or freezes, whenever: soon the state is true again, and the shop serves what it served. And nobody is turned away meanwhile. */

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { beforeAll, describe, expect, test } from 'vitest'
import { GATEWAY } from '../../config.js'
import type { Command } from '../../protocol/commands.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { descendantsOf } from '../support/processes.js'
import { sampled } from '../support/thoroughness.js'

/** Ten times what it takes on a quiet machine, but for what is frozen: that has to be noticed first. */
const BACK_WITHIN_MS = 50_000
const ENTRIES = { lesson: 'lesson-server/entry', database: 'mongo/entry', mongodb: 'wire-server/entry' } as const
type Victim = keyof typeof ENTRIES

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await launch({ args: ['--store', 'mongodb'], env: { MONGOD_BINARY: undefined } })
})

function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}

const pidsOf = (victim: Victim) => descendantsOf(sandbox.pid).filter((pid) => commandLine(pid).replaceAll('\\', '/').includes(ENTRIES[victim]))

function strike(victim: Victim, signal: 'SIGKILL' | 'SIGSTOP'): void {
  for (const pid of pidsOf(victim)) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has just ended by itself.
    }
  }
}

/** Waits for a process of this kind that was not there before, which is still starting then. */
async function successorOf(victim: Victim, before: readonly number[]): Promise<void> {
  for (const until = performance.now() + BACK_WITHIN_MS; performance.now() < until; await delay(10)) {
    if (pidsOf(victim).some((pid) => !before.includes(pid))) return
  }
}

/** Says what the state says that is not so. */
async function untruths(state: SandboxState): Promise<string[]> {
  const wrong: string[] = []
  if (state.server.phase !== 'running') wrong.push(`the lesson server is ${state.server.phase}`)
  if (state.mongo.phase !== 'up') wrong.push(`MongoDB is ${state.mongo.phase}: ${state.mongo.why?.message}`)
  else if (!(await answers(state.mongo.shownUri ?? ''))) wrong.push(`MongoDB is called up at ${state.mongo.shownUri}, where nobody answers`)
  if (!state.store.health.up) wrong.push(`the store is down: ${state.store.health.why?.message}`)
  return wrong
}

async function answers(uri: string): Promise<boolean> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1_000 })
  try {
    await client.db('admin').command({ ping: 1 })
    return true
  } catch {
    return false
  } finally {
    await client.close()
  }
}

const alice = (state: SandboxState) => state.browsers.find(({ id }) => id === 'browser:alice')?.page

/** What is still wrong once everything should be well again. */
async function whatIsWrong(): Promise<string[]> {
  let wrong: string[] = []
  for (const until = performance.now() + BACK_WITHIN_MS; performance.now() < until; await delay(200)) {
    const state = await sandbox.state()
    wrong = await untruths(state)
    if (wrong.length > 0) continue
    if (state.store.active !== 'mongodb') {
      const back = await sandbox.command({ type: 'store:switch', to: 'mongodb', carryOver: true })
      wrong = [`not back on MongoDB: ${JSON.stringify(back)}`]
      continue
    }
    await sandbox.command({ type: 'browser:visit', browser: 'browser:alice' })
    const page = alice(await sandbox.state())
    if (page?.status === 200 && page.greeting.includes('Alice')) return []
    wrong = [`Alice sees ${JSON.stringify(page)}`]
  }
  return wrong
}

/** Runs a command. @returns `done`, `held` where it was turned away after the hold only (a slow machine), or the code of what was answered before */
async function ask(its: Sandbox, command: Command): Promise<string> {
  const askedAt = performance.now()
  const answer = await its.command(command)
  if (answer.ok) return 'done'
  return performance.now() - askedAt >= GATEWAY.holdMs - 50 ? 'held' : answer.problem.code
}

test('commands that come right after the terminal has said that it runs are held, and so are those during a restart', async () => {
  const fresh = await launch()
  const first: Command[] = [{ type: 'sessions:list' }, { type: 'server:collect' }, { type: 'store:switch', to: 'mongodb' }]
  for (const answer of await Promise.all(first.map((command) => ask(fresh, command)))) expect(answer).toMatch(/done|held/)
  expect(await ask(fresh, { type: 'mongo:cancel-download' })).toBe('not-found')
  await fresh.until('it runs', ({ server }) => server.phase === 'running', BACK_WITHIN_MS)
  const restarted = fresh.command({ type: 'server:restart' })
  await fresh.until('it stops', ({ server }) => server.phase !== 'running')
  const during: Command[] = [{ type: 'sessions:list' }, { type: 'server:configure', options: { rolling: true } }]
  for (const answer of await Promise.all(during.map((command) => ask(fresh, command)))) expect(answer).toMatch(/done|held/)
  expect(await restarted).toMatchObject({ ok: true })
  // Two changes at once are both made, each upon the other.
  const changes = [{ rolling: true }, { resave: true }].map((options) => fresh.command({ type: 'server:configure', options }))
  expect((await Promise.all(changes)).map(({ ok }) => ok)).toEqual([true, true])
  expect((await fresh.state()).server.options).toMatchObject({ rolling: true, resave: true })
  await fresh.stop()
}, 120_000)

describe('whatever dies or freezes', () => {
  interface Fault {
    readonly name: string
    readonly strike: () => Promise<void> | void
  }
  const during = (command: Command, afterMs: number, act: () => Promise<void> | void) => async () => {
    const asked = sandbox.command(command)
    await delay(afterMs)
    await act()
    await asked
  }
  const twice = (victim: Victim) => async () => {
    const before = pidsOf(victim)
    strike(victim, 'SIGKILL')
    await successorOf(victim, before)
    strike(victim, 'SIGKILL')
  }
  const both = (one: Victim, other: Victim) => () => {
    strike(one, 'SIGKILL')
    strike(other, 'SIGKILL')
  }
  const delays = [0, 30, 100, 300, 700]
  const faults: Fault[] = [
    { name: 'the database process and the lesson server at once', strike: both('database', 'lesson') },
    ...delays.flatMap((ms) => [
      {
        name: `the database process, ${ms} ms into a switch`,
        strike: during({ type: 'store:switch', to: 'memory', carryOver: true }, ms, () => strike('database', 'SIGKILL')),
      },
      {
        name: `the new lesson server, ${ms} ms into its start after a restart`,
        strike: async () => {
          const before = pidsOf('lesson')
          await during({ type: 'server:restart' }, 0, async () => {
            await successorOf('lesson', before)
            await delay(ms)
            strike('lesson', 'SIGKILL')
          })()
        },
      },
      {
        name: `the database process, ${ms} ms into a search`,
        strike: during({ type: 'mongo:resolve' }, ms, () => strike('database', 'SIGKILL')),
      },
      {
        name: `the MongoDB and the lesson server, ${ms} ms after each other`,
        strike: async () => {
          strike('mongodb', 'SIGKILL')
          await delay(ms)
          strike('lesson', 'SIGKILL')
        },
      },
    ]),
    ...(process.platform === 'win32' ? [] : [{ name: 'the MongoDB freezes', strike: () => strike('mongodb', 'SIGSTOP') }]),
    { name: 'the database process and the MongoDB at once', strike: both('database', 'mongodb') },
    { name: 'the database process, and the next one while it starts', strike: twice('database') },
    { name: 'the lesson server, and the next one while it starts', strike: twice('lesson') },
    ...(process.platform === 'win32' ? [] : [{ name: 'the database process freezes', strike: () => strike('database', 'SIGSTOP') }]),
  ]

  test.each(sampled(faults, 3))(
    '$name: within seconds the state is true, and Alice is still logged in',
    async (fault) => {
      expect(await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })).toMatchObject({ ok: true })
      await fault.strike()
      // A fault that needs a moment to be seen must not be taken for one that is over.
      if (fault.name.endsWith('freezes')) await sandbox.until('it is said', ({ mongo }) => mongo.phase === 'down', 5_000)
      expect(await whatIsWrong()).toEqual([])
    },
    90_000,
  )
})
