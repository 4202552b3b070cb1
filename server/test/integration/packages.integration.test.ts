/** Packages on demand, in a launch: by command, and with a supervisor that is killed in the middle. */
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { packageSet } from '../../stores/package-sets.js'
import { openRegistry, type Registry } from '../packages/registry.js'
import { launch } from '../support/launch.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const [NAME, VERSION] = Object.entries(packageSet('memcached')?.packages ?? {})[0] ?? ['', '']
let registry: Registry
const cache = temporaryFolder()

beforeAll(async () => {
  registry = await openRegistry([{ name: NAME, version: VERSION, code: '' }])
})
afterAll(async () => {
  await registry.close()
})

const launched = (dataFolder: string) => launch({ dataFolder, env: { npm_config_registry: registry.url, npm_config_cache: cache } })

/** Processes that work below this folder. */
function working(folder: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
    } catch {
      return false
    }
  })
}

test('a killed supervisor leaves no npm behind, and the next launch installs and removes', async () => {
  const base = temporaryFolder()
  const packages = join(base, 'packages')
  registry.mood = 'stall'
  const first = await launched(base)
  expect(await first.command({ type: 'packages:install', set: 'memcached' })).toEqual({ ok: true, value: null })
  await vi.waitFor(() => expect(registry.asked).toEqual([NAME]), { timeout: 60_000 })
  expect(working(packages)).not.toEqual([])
  await first.kill()
  await vi.waitFor(() => expect(working(packages)).toEqual([]), { timeout: 3_000 })

  registry.mood = 'serves'
  const second = await launched(base)
  expect(readdirSync(packages)).toEqual([])
  expect((await second.command({ type: 'packages:install', set: 'memcached' })).ok).toBe(true)
  const { packages: done } = await second.until('the packages are there', ({ packages: { installing, last } }) => installing === null && last !== null, 120_000)
  expect(done.last).toEqual({ set: 'memcached', problem: null })
  expect(done.sets.find(({ id }) => id === 'memcached')?.installed).toBe('data-folder')
  expect(await second.command({ type: 'packages:remove', set: 'memcached' })).toEqual({ ok: true, value: null })
  expect(await second.command({ type: 'packages:remove', set: 'memcached' })).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  expect(readdirSync(packages)).toEqual([])
}, 240_000)

test('a launch on a store whose package is not there begins on Memory, and says what to do', async () => {
  const sandbox = await launch({ dataFolder: temporaryFolder(), args: ['--store', 'memcached'] })
  const { store } = await sandbox.until('the shop runs', ({ server }) => server.phase === 'running')
  expect(store).toMatchObject({
    active: 'memory',
    lastSwitch: { from: 'memory', to: 'memcached', refused: { code: 'package-missing', params: { package: NAME } } },
  })
  await expect.poll(() => sandbox.output(), { timeout: 5_000 }).toContain(`npm install ${NAME}@${VERSION}`)
  expect(await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })).toMatchObject({ ok: true })
  await sandbox.stop()
}, 60_000)
