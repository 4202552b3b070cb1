import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { entryPath, projectRoot } from '../paths.js'
import { descendantsOf, survivors } from '../test/support/processes.js'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** Runs the benchmark with these options. */
function bench(...options: readonly string[]) {
  const child = spawn(process.execPath, [entryPath('bench/main'), ...options], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SESSIONSCOPE_LANGUAGE: 'en' },
  })
  started.push(child)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk))
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, code, printed: () => printed }
}

/** What the last full run left; null where there was none yet. */
const written = () =>
  ['results.json', 'RESULTS.md'].map((name) => join(projectRoot, 'server', 'bench', name)).map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : null))

test('measures, says whether the bound holds, writes nothing when it was quick, and leaves no process', async () => {
  const before = written()
  const { child, code, printed } = bench('--quick', '--rounds', '1', '--only', 'crowd', '--report-only')
  await vi.waitFor(() => expect(descendantsOf(child.pid ?? 0).length).toBeGreaterThan(0), { timeout: 20_000, interval: 20 })
  const children = descendantsOf(child.pid ?? 0)
  expect(await code).toBe(0)
  expect(printed()).toMatch(/memory +\d+\.\d\d +≥ 1 +(held|\*\*missed\*\*)/)
  expect(written()).toEqual(before)
  expect(await survivors(children, 5_000)).toEqual([])
})

test('Ctrl-C in the middle leaves no process', async () => {
  const { child, code, printed } = bench('--quick', '--only', 'latency')
  // The supervisor, the lesson server, the simulator's or the database's process: all of them below us.
  await vi.waitFor(() => expect(descendantsOf(child.pid ?? 0).length).toBeGreaterThanOrEqual(3), { timeout: 20_000, interval: 20 })
  const children = descendantsOf(child.pid ?? 0)
  child.kill('SIGINT')
  expect(await code).toBe(130)
  expect(printed()).toContain('Stopping')
  expect(await survivors(children, 5_000)).toEqual([])
})

test('an unknown measurement is refused in words', async () => {
  const { code, printed } = bench('--only', 'everything')
  expect(await code).toBe(2)
  expect(printed()).toContain('There is no measurement "everything". Choose one of: watching')
})
