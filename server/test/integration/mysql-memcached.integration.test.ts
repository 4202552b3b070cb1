/** A sandbox, and the MySQL and the Memcached that it starts when their stores are chosen. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { launch } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { descendantsOf, survivors } from '../support/processes.js'
import { hasProgram } from '../support/served.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const isThere = (await hasProgram('mysql')) && (await hasProgram('memcached')) && broughtPackages('mysql', 'memcached')
const ALICE = 'browser:alice'

describe.skipIf(!isThere)('MySQL and Memcached', () => {
  test('are started when they are chosen, take sessions from others and give them on, and end with a sandbox that is killed', {
    timeout: 180_000,
  }, async () => {
    const dataFolder = temporaryFolder()
    symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
    const none = { MYSQL_URL: undefined, DATABASE_URL: undefined, MEMCACHED_URL: undefined, MEMCACHE_SERVERS: undefined }
    const sandbox = await launch({ dataFolder, env: none })
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    for (const to of ['mysql', 'memcached', 'mongodb', 'memcached', 'mysql', 'memory', 'memcached', 'memory', 'mysql']) {
      // One that listens on the usual port of this machine is asked about first; here it may be used.
      const report = unwrap(await sandbox.command({ type: 'store:switch', to, carryOver: true, allowFound: true }))
      expect(report, to).toMatchObject({ refused: null, carried: 1, altered: 0 })
      unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
      const { store, browsers } = await sandbox.state()
      expect([store.active, browsers.find(({ id }) => id === ALICE)?.page?.greeting]).toEqual([to, expect.stringContaining('Alice')])
    }
    const { store, resources } = await sandbox.state()
    expect(store.elsewhere).toMatchObject({ memcached: 0, memory: 0 })
    for (const kind of ['mysql', 'memcached'] as const) expect(resources[kind]).toMatchObject({ phase: 'up', why: null })
    const below = descendantsOf(sandbox.pid)
    await sandbox.kill()
    expect(await survivors(below, 20_000)).toEqual([])
  })
})
