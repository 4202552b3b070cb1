/** Packages are installed with the real npm, from a registry on this machine. */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { processMark } from '../../process-alive.mjs'
import { PACKAGE_SETS, packageSet } from '../../stores/package-sets.js'
import { importPackage, PACKAGES_VARIABLE } from '../../stores/packages.js'
import { openRegistry, type Registry } from '../../test/packages/registry.js'
import { markOfEnded } from '../../test/support/processes.js'
import { logOf } from '../../test/support/state.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import type { EventLog } from '../log/event-log.js'
import { PackageInstaller } from './installer.js'

const NAME = 'express-mysql-session'
const PATIENT = { timeout: 60_000, interval: 50 }
let registry: Registry
let folder: string
let cache: string
let installers: PackageInstaller[]

beforeAll(async () => {
  const ran = 'require("fs").writeFileSync("ran", "")'
  const [own, ...others] = Object.entries(packageSet('mysql')?.packages ?? {}).map(([name, version]) => ({
    name,
    version,
    code: 'module.exports = "from the registry"',
  }))
  if (own?.name !== NAME) throw new Error(`The first package of its set is ${own?.name}.`)
  registry = await openRegistry([{ ...own, scripts: { postinstall: `node -e '${ran}'` } }, ...others])
})
afterAll(() => registry.close())
beforeEach(() => {
  folder = temporaryFolder()
  cache = temporaryFolder()
  installers = []
  registry.mood = 'serves'
  vi.stubEnv(PACKAGES_VARIABLE, folder)
  vi.stubEnv('npm_config_registry', registry.url)
  vi.stubEnv('npm_config_cache', cache)
})
afterEach(async () => {
  await Promise.all(installers.map((installer) => installer.stop()))
  vi.unstubAllEnvs()
})

function installerFor(storeInUse = 'memory', at = folder): { readonly installer: PackageInstaller; readonly log: EventLog } {
  const { log } = logOf()
  const installer = new PackageInstaller({ log, folder: at, storeInUse: () => storeInUse })
  installers.push(installer)
  return { installer, log }
}

const setOf = (log: EventLog) => log.state.packages.sets.find(({ id }) => id === 'mysql')
const ended = (log: EventLog) => vi.waitFor(() => expect(log.state.packages).toMatchObject({ installing: null, last: { set: 'mysql' } }), PATIENT)
/** What lies in the folder beside whole sets. */
const leftovers = () => readdirSync(folder).filter((name) => name.startsWith('.'))
/** Processes that work in a folder of an installation, whoever is their parent now. */
const working = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/.work`)
    } catch {
      return false
    }
  })

describe('an installation', () => {
  test('says how far it is, puts the whole where packages are imported from, and runs no script', async () => {
    const { installer, log } = installerFor()
    await vi.waitFor(() => expect(setOf(log)).toMatchObject({ installed: null, bytes: packageSet('mysql')?.bytes }), PATIENT)
    const changed = vi.fn()
    installer.on('change', changed)
    const phases = new Set<string>()
    log.subscribe((event) => event.kind === 'packages-installing' && phases.add(event.installing.phase))
    installer.install('mysql', false)
    expect(() => installer.install('postgres', false)).toThrow(/being installed already/)
    await ended(log)
    expect(log.state.packages.last?.problem).toBe(null)
    expect([...phases]).toEqual(['looking-up', 'fetching', 'placing'])
    const place = join(folder, 'mysql', 'node_modules')
    expect(existsSync(join(place, NAME, 'ran'))).toBe(false)
    expect(await importPackage(NAME)).toMatchObject({ default: 'from the registry' })
    const { installed, bytes } = setOf(log) ?? {}
    expect(installed).toBe('data-folder')
    expect(bytes).toBeGreaterThan(readFileSync(join(place, NAME, 'main.js')).length)
    expect(bytes).toBeLessThan(10_000)
    expect(changed).toHaveBeenCalledTimes(1)
    expect(leftovers()).toEqual([])
  })

  test('runs their scripts when that is asked for', async () => {
    const { installer, log } = installerFor()
    installer.install('mysql', true)
    await ended(log)
    expect(existsSync(join(folder, 'mysql', 'node_modules', NAME, 'ran'))).toBe(true)
  })

  test('is cancelled with all of its processes, and leaves nothing', async () => {
    registry.mood = 'stall'
    registry.asked.length = 0
    const { installer, log } = installerFor()
    installer.install('mysql', false)
    await vi.waitFor(() => expect(registry.asked).toContain(NAME), PATIENT)
    expect(working()).not.toEqual([])
    await installer.cancel()
    expect(log.state.packages).toMatchObject({ installing: null, last: null })
    expect(readdirSync(folder)).toEqual([])
    // They have been killed, which on a busy machine takes its time.
    await expect.poll(working, PATIENT).toEqual([])
    await expect(installer.cancel()).rejects.toMatchObject({ problem: { code: 'not-found' } })
  })

  test.each([
    ['refuses', 'registry-refused', { npmCode: 'E403' }],
    ['damage', 'damaged', { npmCode: 'EINTEGRITY' }],
  ] as const)('of a registry that %ss fails as %s', async (mood, why, params) => {
    registry.mood = mood
    const { installer, log } = installerFor()
    installer.install('mysql', false)
    await ended(log)
    expect(log.state.packages.last?.problem).toMatchObject({ code: 'install-failed', params: { why, set: 'mysql', ...params } })
    expect(readdirSync(folder)).toEqual([])
  })

  test('without a connection says so; what is installed goes on working, and another try succeeds', async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9')
    const { installer, log } = installerFor()
    installer.install('mysql', false)
    await ended(log)
    expect(log.state.packages.last?.problem).toMatchObject({ code: 'install-failed', params: { why: 'offline' } })
    vi.stubEnv('npm_config_registry', registry.url)
    installer.install('mysql', false)
    await ended(log)
    expect(setOf(log)?.installed).toBe('data-folder')
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9')
    const later = installerFor()
    await vi.waitFor(() => expect(setOf(later.log)?.installed).toBe('data-folder'), PATIENT)
    expect(await importPackage(NAME)).toMatchObject({ default: 'from the registry' })
  })

  test('where nothing can be written is refused before anything begins', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    const { installer, log } = installerFor('memory', file)
    expect(() => installer.install('mysql', false)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'install-failed', params: expect.objectContaining({ why: 'not-writable' }) }) }),
    )
    expect(log.state.packages.installing).toBe(null)
  })

  test('of the same set by two sandboxes on one folder ends well for both', async () => {
    const both = [installerFor(), installerFor()]
    for (const { installer } of both) installer.install('mysql', false)
    for (const { log } of both) {
      await ended(log)
      expect(log.state.packages.last?.problem).toBe(null)
      expect(setOf(log)?.installed).toBe('data-folder')
    }
    expect(leftovers()).toEqual([])
  })

  test('takes the place of other versions', async () => {
    mkdirSync(join(folder, 'mysql', 'node_modules', NAME), { recursive: true })
    writeFileSync(join(folder, 'mysql', 'package.json'), JSON.stringify({ dependencies: { [NAME]: '0.0.1' } }))
    const { installer, log } = installerFor()
    installer.install('mysql', false)
    await ended(log)
    expect([log.state.packages.last?.problem, setOf(log)?.installed]).toEqual([null, 'data-folder'])
    expect(leftovers()).toEqual([])
  })
})

describe('what was installed', () => {
  test('is removed, unless the store in use is made of it; another sandbox on the folder sees that', async () => {
    const { installer, log } = installerFor()
    installer.install('mysql', false)
    await ended(log)
    const usesIt = installerFor('mysql')
    await expect(usesIt.installer.remove('mysql')).rejects.toMatchObject({ problem: { code: 'busy' } })
    await vi.waitFor(() => expect(setOf(usesIt.log)?.installed).toBe('data-folder'), PATIENT)
    await installer.remove('mysql')
    expect(setOf(log)).toMatchObject({ installed: null, bytes: packageSet('mysql')?.bytes })
    expect(readdirSync(folder)).toEqual([])
    await usesIt.installer.refresh()
    expect(setOf(usesIt.log)?.installed).toBe(null)
    await expect(installer.remove('mysql')).rejects.toMatchObject({ problem: { code: 'not-found' } })
    expect(() => installer.install('paper', false)).toThrow(/There is no set of packages "paper"/)
  })

  test('of an installation whose process is gone is swept up; what somebody else is working on stays', () => {
    const ended = markOfEnded()
    const stay = [`.work-${processMark()}-abcdef`, '.work-00000000-1-abcdef']
    const go = [`.work-${ended}-abcdef`, `.gone-${ended}-abcdef`, '.work-00000000-1-oldest']
    for (const name of [...stay, ...go]) mkdirSync(join(folder, name))
    const longAgo = new Date(Date.now() - 25 * 3_600_000)
    utimesSync(join(folder, '.work-00000000-1-oldest'), longAgo, longAgo)
    installerFor()
    expect(leftovers().sort()).toEqual(stay.sort())
  })
})

test('every set is told of, with all that it is', async () => {
  const { log } = installerFor()
  await vi.waitFor(() => expect(log.state.packages.sets.map(({ id }) => id)).toEqual(PACKAGE_SETS.map(({ id }) => id)), PATIENT)
})
