/** A sandbox, and a DynamoDB that can be had only once its package is installed. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { connectDashboard } from '../support/dashboard-socket.js'
import { launch } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { descendantsOf, freeze, survivors } from '../support/processes.js'
import { temporaryFolder } from '../support/temporary-folder.js'

const ALICE = 'browser:alice'

describe.skipIf(!broughtPackages('dynamodb', 'dynalite'))('DynamoDB', () => {
  test('is offered as soon as dynalite is installed, takes over and gives back, and leaves nothing running', { timeout: 180_000 }, async () => {
    const dataFolder = temporaryFolder()
    const install = (set: string) => symlinkSync(join(process.env[PACKAGES_VARIABLE] ?? '', set), join(dataFolder, 'packages', set), 'junction')
    mkdirSync(join(dataFolder, 'packages'))
    install('dynamodb')
    // Whoever looks at the page has packages looked for that another sandbox has installed. Nobody listens on that port.
    const sandbox = await launch({ dataFolder, env: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' } })
    await connectDashboard(sandbox.dashboardUrl, sandbox.token)
    const phase = async () => (await sandbox.state()).resources.dynamodb.phase
    expect(await phase()).toBe('idle')
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    const refused = await sandbox.command({ type: 'store:switch', to: 'dynamodb' })
    expect(refused).toMatchObject({ ok: false, problem: { code: 'store-unreachable', params: { why: 'served-none' } } })
    expect((await sandbox.state()).resources.dynamodb.attempts.at(-1)).toMatchObject({ code: 'served-package-missing', params: { package: 'dynalite' } })

    install('dynalite')
    const { store } = await sandbox.until('it is offered', ({ resources }) => resources.dynamodb.phase === 'up', 60_000)
    expect(store.available.find(({ kind }) => kind === 'dynamodb')?.unavailable).toBeNull()
    const visit = async () => {
      unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
      return (await sandbox.state()).browsers.find(({ id }) => id === ALICE)?.page
    }
    for (const to of ['dynamodb', 'mongodb', 'dynamodb', 'memory', 'dynamodb']) {
      expect(unwrap(await sandbox.command({ type: 'store:switch', to, carryOver: true })), to).toMatchObject({ refused: null, carried: 1, altered: 0 })
      expect((await visit())?.greeting, to).toContain('Alice')
    }

    const servers = descendantsOf(sandbox.pid).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dynalite-entry'))
    expect(servers).toHaveLength(1)
    for (const pid of servers) await freeze(pid)
    // A visitor is answered all the same, and another server takes the place of the frozen one, with what it held.
    expect((await visit())?.status).toBe(503)
    expect((await sandbox.until('it is told', ({ store }) => !store.health.up)).server.phase).toBe('running')
    await sandbox.until('it answers again', ({ store, resources }) => store.health.up && resources.dynamodb.phase === 'up', 60_000)
    expect((await visit())?.greeting).toContain('Alice')
    expect(unwrap(await sandbox.command({ type: 'store:switch', to: 'memory', carryOver: true }))).toMatchObject({ refused: null, carried: 1 })

    const below = descendantsOf(sandbox.pid)
    await sandbox.kill()
    expect(await survivors(below, 20_000)).toEqual([])
  })
})
