/** `npm run stores`, as a person runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { entryPath, projectRoot } from '../../paths.js'
import { STORE_POINTS } from '../../protocol/store-catalogue.js'
import { loadDatabase } from '../../resources/served/databases.js'
import { findProgram } from '../../resources/served/find-program.js'
import { mayMount } from '../../test/support/disks.js'
import { broughtPackages } from '../../test/support/packages.js'
import { descendantsOf, survivors } from '../../test/support/processes.js'
import { PACKAGES_VARIABLE } from '../packages.js'
import { ADAPTERS } from '../registry.js'

const base = mkdtempSync(join(tmpdir(), 'sessionscope-command-'))
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true, maxRetries: 3 })
})

interface Place {
  /** Where it keeps what it makes meanwhile. */
  readonly folder?: string
  /** Where packages were installed on demand. */
  readonly packages?: string
  /** A file of this machine that cannot be run as long as the command lasts. */
  readonly hidden?: string | null
}

const stores = (...options: readonly string[]) => storesIn({}, ...options)

function storesIn({ folder = mkdtempSync(join(base, 'tmp-')), packages = join(base, 'no-packages'), hidden = null }: Place, ...options: readonly string[]) {
  const command = [process.execPath, entryPath('stores/contract/main'), '--language', 'en', ...options]
  // Something else in its place, for this process and those below it alone.
  const wrapped = hidden === null ? command : ['unshare', '--mount', 'sh', '-c', 'mount --bind package.json "$0" && exec "$@"', hidden, ...command]
  const child = spawn(String(wrapped[0]), wrapped.slice(1), {
    cwd: projectRoot,
    env: { ...process.env, TMPDIR: folder, SESSIONSCOPE_PACKAGES: packages },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let [printed, complained] = ['', '']
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (complained += chunk))
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, code, folder, printed: () => printed, complained: () => complained, left: () => readdirSync(folder) }
}

test('alone it lists what there is, and how to get what is not', async () => {
  const { code, printed } = stores()
  expect(await code).toBe(0)
  for (const { kind } of ADAPTERS) expect(printed()).toMatch(new RegExp(`^  ${kind} `, 'm'))
  expect(printed()).toMatch(/connect-pg-simple +not installed: npm install connect-pg-simple@/)
})

test('it refuses what it does not know and what is not here, in words, and says what to do', async () => {
  const unknown = stores('--language', 'pt-BR', 'connect-nothing')
  const missing = stores('postgres')
  const wrong = stores('memory', '--fast')
  const write = stores('memory', '--write')
  expect(await Promise.all([unknown, missing, wrong, write].map(({ code }) => code))).toEqual([2, 2, 2, 2])
  expect(unknown.complained()).toMatch(/Não há aqui um session store "connect-nothing"[\s\S]*connect-redis/)
  expect(missing.complained()).toMatch(/^connect-pg-simple is not installed, .* npm install connect-pg-simple@[\d.]+ pg@/)
  expect(wrong.complained()).toMatch(/--fast[\s\S]*--help/)
  expect(write.complained()).toContain('--write wants --slow')
})

test('it tells of each point, by a package or a kind, to people and to scripts, and leaves nothing behind', async () => {
  const people = stores('MemoryStore')
  const scripts = stores('memory', '--json')
  expect(await Promise.all([people.code, scripts.code])).toEqual([0, 0])
  expect(people.printed()).toMatch(/✗ broken +Sessions are there after a restart\.\n +it was lost/)
  expect(people.printed()).toMatch(/– not tried +The process can end[\s\S]*add --slow/)
  expect(people.printed()).toMatch(/\d+ of \d+ promises kept\./)
  const [result] = JSON.parse(scripts.printed())
  expect(result).toMatchObject({ store: 'MemoryStore', kind: 'memory' })
  expect(result.rows.length).toBe(STORE_POINTS.length - 4)
  expect(result.rows).toContainEqual({ point: 'kill', form: 'alone', result: ['lost'] })
  expect([...people.left(), ...scripts.left()]).toEqual([])
})

test('Ctrl-C in the middle leaves no process and no file', async () => {
  const { child, code, printed, complained, left } = stores('redis')
  await vi.waitFor(() => expect(printed()).toContain('kept'), { timeout: 50_000, interval: 50 })
  const children = descendantsOf(child.pid ?? 0)
  // The server and the process that has the store.
  expect(children.length).toBeGreaterThanOrEqual(2)
  child.kill('SIGINT')
  expect(await code).toBe(130)
  expect(complained()).toContain('Stopping')
  expect(printed()).not.toContain('broken')
  expect(await survivors(children, 5_000)).toEqual([])
  expect(left()).toEqual([])
})

test('nor does a kill -9 leave a process; the folder goes when the command is run the next time', async () => {
  const { child, code, printed, folder, left } = stores('redis')
  await vi.waitFor(() => expect(printed()).toContain('kept'), { timeout: 50_000, interval: 50 })
  const children = descendantsOf(child.pid ?? 0)
  child.kill('SIGKILL')
  await code
  expect(await survivors(children, 8_000)).toEqual([])
  expect(left()).toHaveLength(1)
  const next = storesIn({ folder }, 'memory')
  await vi.waitFor(() => expect(next.printed()).toContain('kept'), { timeout: 50_000, interval: 50 })
  next.child.kill('SIGINT')
  await next.code
  expect(left()).toEqual([])
})

const isBrought = broughtPackages('memcached')
const memcached = findProgram(['memcached'], (await loadDatabase('memcached')).program?.folders() ?? [])

test.skipIf(!isBrought || (memcached !== null && !mayMount()))('where there is no database server it says which, and how to get one', async () => {
  const { code, complained, left } = storesIn({ packages: process.env[PACKAGES_VARIABLE] ?? '', hidden: memcached }, 'connect-memcached')
  expect(await code).toBe(2)
  expect(complained()).toMatch(/^connect-memcached needs a Memcached, and there is none on this machine.* Install one, so that the program memcached is there/)
  expect(left()).toEqual([])
})
