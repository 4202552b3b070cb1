/** A signal at any moment of the start is obeyed, and so is the end of npm: no process, no lock, no token, no temporary folder is left. */
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../../paths.js'
import { groupOf } from '../support/processes.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { isFull, sampled } from '../support/thoroughness.js'

const STEP_MS = 20
const START_MS = 2_400
const SIDE_BY_SIDE = 4
/** Ten times what the end of a launch takes on a quiet machine. */
const GONE_WITHIN_MS = 10_000

interface Case {
  readonly launcher: 'node' | 'npm'
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'
  /** After the spawn; null: when it says that it runs. */
  readonly atMs: number | null
}

const WAYS: readonly Omit<Case, 'atMs'>[] = [
  ...(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).flatMap((signal) => (['node', 'npm'] as const).map((launcher) => ({ launcher, signal }))),
  // Nobody can obey this one; but what npm had started must notice.
  { launcher: 'npm', signal: 'SIGKILL' },
]
const moments = Array.from({ length: START_MS / STEP_MS }, (_, index) => index * STEP_MS)

/** Starts a sandbox, has it end, and waits until its processes have. @returns what is wrong with how it ended */
async function endAt({ launcher, signal, atMs }: Case, root = projectRoot): Promise<string[]> {
  const folder = temporaryFolder()
  const args = ['--no-open', '--port', '0', '--shop-port', '0', '--data-dir', join(folder, 'data')]
  const [program, before] = launcher === 'npm' ? ['npm', ['start', '--']] : [process.execPath, ['server/start.mjs']]
  // Leader of a group of its own, as in a terminal.
  const child = spawn(program, [...before, ...args], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_lifecycle_event: undefined, MONGODB_URI: undefined, MONGOD_BINARY: undefined, SESSIONSCOPE_LANGUAGE: 'en', TMPDIR: folder },
  })
  let printed = ''
  const up = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        printed += chunk
        if (printed.includes('Ctrl-C')) resolve()
      })
    }
  })
  const ended = new Promise<string>((resolve) => child.once('close', (code, its) => resolve(its ?? `code ${code}`)))
  const leader = child.pid ?? 0
  await (atMs === null ? up : delay(atMs))
  // Ctrl-C and a closed terminal are told to the whole group; the others to one process.
  if (child.exitCode === null) process.kill(signal === 'SIGINT' || signal === 'SIGHUP' ? -leader : leader, signal)
  const left = await remaining(leader)
  const wrong = left.length === 0 ? [] : [`processes left: ${left}`]
  if (left.length > 0) process.kill(-leader, 'SIGKILL')
  const how = await ended
  // Once it is up, being told to end is a success.
  if (launcher === 'node' && ![signal, 'code 0'].includes(how)) wrong.push(`it ended with ${how}`)
  if (existsSync(join(root, 'dist', '.building'))) wrong.push('its lock is left')
  const tokens = readdirSync(folder, { recursive: true }).filter((path) => String(path).endsWith('token'))
  const temporary = readdirSync(folder).filter((name) => /^(sessionscope|mongo)/.test(name))
  if (tokens.length + temporary.length > 0) wrong.push(`files left: ${[...tokens, ...temporary]}`)
  return wrong.map((what) => `${launcher} ${signal} after ${atMs} ms: ${what}\n${printed}`)
}

async function remaining(leader: number): Promise<number[]> {
  for (const deadline = performance.now() + GONE_WITHIN_MS; performance.now() < deadline; await delay(50)) if (groupOf(leader).length === 0) return []
  return groupOf(leader)
}

async function sideBySide(cases: readonly Case[]): Promise<string[]> {
  const waiting = [...cases]
  const wrong: string[] = []
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) wrong.push(...(await endAt(next)))
    }),
  )
  return wrong
}

describe.skipIf(process.platform === 'win32')('told to end', () => {
  test(
    'at any moment of the start: nothing is left',
    async () => {
      const cases = moments.flatMap((atMs) => WAYS.map((way) => ({ ...way, atMs })))
      expect(await sideBySide(sampled(cases, 6))).toEqual([])
    },
    isFull ? 3_600_000 : 120_000,
  )

  test('when it is up, by the end of npm, which nobody tells it: nothing is left', async () => {
    expect(await endAt({ launcher: 'npm', signal: 'SIGKILL', atMs: null })).toEqual([])
  })

  test(
    'while it is being built: no builder, no lock',
    async () => {
      const copy = temporaryFolder()
      for (const name of ['server', 'client', 'package.json', 'package-lock.json', 'tsconfig.json'])
        cpSync(join(projectRoot, name), join(copy, name), { recursive: true })
      symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'), 'dir')
      const cases = [200, 400, 600, 800, 1_000].flatMap((atMs) => WAYS.map((way) => ({ ...way, atMs })))
      for (const its of sampled(cases, 2)) {
        rmSync(join(copy, 'dist'), { recursive: true, force: true })
        mkdirSync(join(copy, 'dist'))
        expect(await endAt(its, copy)).toEqual([])
      }
    },
    isFull ? 600_000 : 120_000,
  )
})
