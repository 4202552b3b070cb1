import { describe, expect, test } from 'vitest'
import type { Command } from '../../../server/protocol/commands.js'
import type { Trace } from '../../../server/protocol/trace.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { type Pace, runTrace } from './run-trace.js'

const trace: Trace = {
  version: 2,
  configuration: { store: 'memory', shop: 'standard', options: { rolling: true }, faults: { 'wire-cut': {} } },
  browsers: ['Nina', 'Alice'],
  acts: [
    { browser: 0, method: 'GET', path: '/', pauseMs: 0 },
    { browser: 1, method: 'POST', path: '/login', form: 'name=Alice', pauseMs: 5_000 },
    { browser: 1, method: 'GET', path: '/slow', pauseMs: 10, overlaps: [1] },
    { browser: 0, method: 'GET', path: '/me', pauseMs: 700, forgets: true },
  ],
}

/** A sandbox that does what it is told; `fails`: but for the first command that fits. */
function sandbox(fails: (command: Command) => boolean = () => false) {
  const commands: Command[] = []
  const pauses: number[] = []
  const acts: number[] = []
  const controller = new AbortController()
  const answer = async (command: Command) => {
    commands.push(command)
    await Promise.resolve()
    if (fails(command)) return { ok: false, problem: { code: 'server-away', message: 'It is away.', params: {} } }
    return {
      ok: true,
      value: command.type === 'browser:create' ? { browser: 'browser:nina' } : command.type === 'store:switch' ? { refused: null } : { status: 200 },
    }
  }
  const run = (pace: Pace, given: Trace = trace) =>
    runTrace(given, {
      pace,
      names: given.browsers,
      state: () => fixtureSnapshot,
      send: answer as never,
      wait: async (ms, signal) => {
        signal.throwIfAborted()
        pauses.push(ms)
      },
      signal: controller.signal,
      onAct: (begun) => acts.push(begun),
    })
  return { commands, pauses, acts, controller, run, types: () => commands.map(({ type }) => type) }
}

describe('a trace that is run', () => {
  test('first has the configuration, then browsers without cookies, then act by act, and nothing else', async () => {
    const { run, commands, types, acts } = sandbox()
    expect(await run('none')).toEqual({ kind: 'done', done: 4 })
    expect(types()).toEqual([
      'store:switch',
      'server:configure',
      'fault:set',
      'browser:create',
      'browser:forget-cookies',
      'browser:send',
      'browser:send',
      'browser:send',
      'browser:forget-cookies',
      'browser:send',
    ])
    expect(commands[1]).toMatchObject({ options: { rolling: true, resave: false } })
    expect(commands[1]).not.toHaveProperty('options.name')
    expect(commands[4]).toEqual({ type: 'browser:forget-cookies', browser: 'browser:alice' })
    expect(commands[6]).toEqual({ type: 'browser:send', browser: 'browser:alice', method: 'POST', path: '/login', form: 'name=Alice' })
    expect(acts).toEqual([-1, 0, 1, 2, 3])
  })

  test('waits as long as somebody chose', async () => {
    for (const [pace, pauses] of [
      ['none', [0, 0, 0, 0]],
      ['short', [0, 2_000, 10, 700]],
      ['same', [0, 5_000, 10, 700]],
    ] as const) {
      const made = sandbox()
      await made.run(pace)
      expect(made.pauses).toEqual(pauses)
    }
  })

  test('stops where an act cannot be done, and says why and how far it came', async () => {
    const { run, commands } = sandbox((command) => command.type === 'browser:send' && command.path === '/slow')
    expect(await run('none')).toMatchObject({ kind: 'stopped', done: 2, problem: { code: 'server-away' } })
    expect(commands.at(-1)).toMatchObject({ path: '/slow' })
  })

  test('does no act where the configuration cannot be made', async () => {
    const { run, types } = sandbox((command) => command.type === 'store:switch')
    expect(await run('none')).toMatchObject({ kind: 'stopped', done: 0 })
    expect(types()).toEqual(['store:switch'])
  })

  test('sends nothing more once it was cancelled', async () => {
    const { run, controller, types } = sandbox()
    controller.abort()
    expect(await run('same')).toEqual({ kind: 'cancelled', done: 0 })
    expect(types()).toEqual([])
  })
})
