/** A sandbox, and a PostgreSQL that it starts when its store is chosen. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { launch, type Sandbox } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { descendantsOf, survivors } from '../support/processes.js'
import { hasProgram, startProgram } from '../support/served.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const isThere = (await hasProgram('postgres')) && broughtPackages('postgres')
const ALICE = 'browser:alice'
/** A database is made first, on a busy machine. */
const START_MS = 60_000

/** @param env an address, where one is given */
async function launched(env: Readonly<Record<string, string | undefined>> = { DATABASE_URL: undefined }): Promise<Sandbox> {
  const dataFolder = temporaryFolder()
  symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
  return launch({ dataFolder, env })
}

async function greeting(sandbox: Sandbox): Promise<string> {
  unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
  return (await sandbox.state()).browsers.find(({ id }) => id === ALICE)?.page?.greeting ?? ''
}

describe.skipIf(!isThere)('PostgreSQL', () => {
  test('is started when its store is chosen, holds what is carried over, and leaves nothing running, even after kill -9', { timeout: 180_000 }, async () => {
    const sandbox = await launched()
    expect((await sandbox.state()).resources.postgres).toMatchObject({ phase: 'idle', source: null })
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'postgres', carryOver: true }))).toMatchObject({ refused: null, carried: 1 })
    const { resources, store } = await sandbox.until('it serves', ({ resources }) => resources.postgres.phase === 'up', START_MS)
    expect(store.active).toBe('postgres')
    expect(resources.postgres).toMatchObject({ isFound: resources.postgres.source === 'usual-port', why: null })
    expect(await greeting(sandbox)).toContain('Alice')
    expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'memory', carryOver: true }))).toMatchObject({ refused: null, carried: 1 })
    const below = descendantsOf(sandbox.pid)
    await sandbox.kill()
    expect(await survivors(below, 20_000)).toEqual([])
  })

  test('that was there before is written to only when somebody says so, and its password is shown nowhere', { timeout: 180_000 }, async () => {
    const server = await startProgram('postgres')
    try {
      const sandbox = await launched({ DATABASE_URL: server.url })
      const refused = await sandbox.command({ type: 'store:switch', to: 'postgres' })
      expect(refused).toMatchObject({ ok: false, problem: { code: 'ask-first', params: { store: 'PostgreSQL' } } })
      expect((await sandbox.state()).store.active).toBe('memory')
      expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'postgres', allowFound: true }))).toMatchObject({ refused: null })
      const state = await sandbox.state()
      expect(state.resources.postgres).toMatchObject({ source: 'given', isFound: true, isAllowed: true })
      const { password } = new URL(server.url)
      expect(JSON.stringify([refused, state]) + sandbox.output()).not.toContain(password)
      await sandbox.stop()
    } finally {
      await server.stop()
    }
  })
})
