/** A sandbox with sessions in a SQLite file: what comes there and leaves again, and what outlives a kill. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { launch } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const ALICE = 'browser:alice'

describe.skipIf(!broughtPackages('sqlite'))('SQLite', () => {
  test('takes over what memory and MongoDB hold, gives it back, and keeps it when the shop or the whole sandbox is killed', { timeout: 120_000 }, async () => {
    const dataFolder = temporaryFolder()
    symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
    const sandbox = await launch({ dataFolder })
    const greeting = async () => {
      unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
      return (await sandbox.state()).browsers.find(({ id }) => id === ALICE)?.page?.greeting ?? ''
    }
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    for (const to of ['sqlite', 'mongodb', 'sqlite', 'memory', 'sqlite']) {
      expect(unwrap(await sandbox.command({ type: 'store:switch', to, carryOver: true })), to).toMatchObject({ refused: null, carried: 1, altered: 0 })
      expect(await greeting(), to).toContain('Alice')
    }
    unwrap(await sandbox.command({ type: 'server:kill' }))
    await sandbox.until('the shop runs again', ({ server }) => server.phase === 'running')
    expect(await greeting()).toContain('Alice')
    await sandbox.kill()

    const next = await launch({ dataFolder, args: ['--store', 'sqlite'], shopPort: sandbox.shopPort })
    const { store } = await next.until('its sessions are counted', (state) => state.store.sessionCount === 1)
    expect(store.active).toBe('sqlite')
    await next.stop()
  })
})
