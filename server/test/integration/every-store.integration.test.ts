/**
 * A crowd of some size in each store, then a restart and a kill of the lesson server, and the overflow of its heap: what stays and what is lost is what the store's
 * adapter claims, and so what the page says. Of all stores that this machine can run, three under `npm test`.
 */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ok, unwrap } from '../../protocol/problem.js'
import type { StoreAdapter } from '../../stores/adapter.js'
import { whatThereIs } from '../../stores/contract/place.js'
import { PACKAGE_SETS } from '../../stores/package-sets.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { ADAPTERS } from '../../stores/registry.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { isFull, sampled } from '../support/thoroughness.js'

const ALICE = 'browser:alice'
const USERS = 300
/** What is let in after the restart of a store that has lost everything. */
const FEW = 20
/** Starting a database takes most of it. */
const PATIENCE_MS = 60_000

async function canRun({ kind, npm, resource }: StoreAdapter): Promise<boolean> {
  const sets = PACKAGE_SETS.filter(({ stores }) => stores.includes(kind)).map(({ id }) => id)
  return (npm?.installed !== 'on-demand' || broughtPackages(...sets)) && (await whatThereIs(resource)) !== 'none'
}
const there: StoreAdapter[] = []
for (const adapter of ADAPTERS) if (await canRun(adapter)) there.push(adapter)

let sandbox: Sandbox
beforeAll(async () => {
  const dataFolder = temporaryFolder()
  symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
  sandbox = await launch({ dataFolder, args: ['--heap', '128'] })
  await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
})
afterAll(() => sandbox.stop())

const switchTo = async (to: string) => {
  if ((await sandbox.state()).store.active === to) return
  // One that listens on the usual port of this machine is asked about first; here it may be used.
  expect(unwrap(await sandbox.command({ type: 'store:switch', to, allowFound: true }))).toMatchObject({ refused: null })
}
const holds = (count: number) => sandbox.until(`${count} sessions are counted`, ({ store }) => store.sessionCount === count, PATIENCE_MS)
const crowd = async (users: number) => {
  const before = (await sandbox.state()).crowd.finished.at(-1)?.id ?? 0
  unwrap(await sandbox.command({ type: 'crowd:start', users, cartItems: 2 }))
  const ended = ({ crowd: { running, finished } }: SandboxState) => running === null && (finished.at(-1)?.id ?? 0) > before
  return (await sandbox.until('the crowd has ended', ended, PATIENCE_MS)).crowd.finished.at(-1)
}
const nextLife = async (end: () => Promise<unknown>) => {
  const { boot } = (await sandbox.state()).server
  await end()
  return sandbox.until('the next life', ({ server, store }) => server.boot > boot && server.phase === 'running' && store.sessionCount !== null, PATIENCE_MS)
}
const greeting = async () => {
  unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
  return (await sandbox.state()).browsers.find(({ id }) => id === ALICE)?.page?.greeting ?? ''
}

describe.each(sampled(there, 3).map((adapter) => [adapter.label, adapter] as const))('%s', (_label, { kind, capabilities }) => {
  const { survivesRestart: kept, losesLastMs = 0 } = capabilities
  /** What is written now and then only is in the file after that. */
  const written = () => sleep(losesLastMs === 0 ? 0 : losesLastMs + 1_000)

  test(`takes a crowd, and ${kept ? 'keeps' : 'loses'} it when the shop is restarted and when it is killed`, { timeout: 4 * PATIENCE_MS }, async () => {
    await switchTo(kind)
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    expect(await crowd(USERS)).toMatchObject({ outcome: 'done', store: kind, usersDone: USERS, errors: 0 })
    await holds(USERS + 1)
    await written()

    const before = (await sandbox.state()).server.lastDeath
    const restarted = await nextLife(() => sandbox.command({ type: 'server:restart' }))
    expect(restarted.server.lastDeath).toEqual(before)
    if (kept) await holds(USERS + 1)
    else {
      expect(restarted.store).toMatchObject({ sessionCount: 0, emptiness: { [kind]: { cause: 'restart', sessions: USERS + 1 } } })
      unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
      await crowd(FEW)
    }
    expect(await greeting()).toContain('Alice')

    const sessions = kept ? USERS + 1 : FEW + 1
    await holds(sessions)
    await written()
    const { server } = await nextLife(() => sandbox.command({ type: 'server:kill' }))
    expect(server.lastDeath).toMatchObject({ cause: 'killed', store: kind })
    expect(server.lastDeath?.held[0]).toEqual({ store: kind, sessions, kept })
    await holds(kept ? sessions : 0)
    expect((await greeting()).includes('Alice')).toBe(kept)

    expect(await sandbox.command({ type: 'store:clear' })).toMatchObject(ok({}))
    await holds(0)
  })

  // What lies elsewhere does not fill it, whatever the size of a crowd.
  if (isFull && capabilities.inHeap)
    test('fills the heap until the shop ends, which is told, and the next life serves', { timeout: 4 * PATIENCE_MS }, async () => {
      await switchTo(kind)
      unwrap(await sandbox.command({ type: 'server:restart', heapLimitMb: 64 }))
      unwrap(await sandbox.command({ type: 'crowd:start', users: 200_000, cartItems: 200 }))
      const { server } = await nextLife(() => sandbox.until('it has died', (state) => state.server.lastDeath !== null, 2 * PATIENCE_MS))
      expect(server.lastDeath).toMatchObject({ cause: 'out-of-memory', store: kind })
      expect(server.lastDeath?.held[0]).toMatchObject({ store: kind, kept })
      expect((await fetch(sandbox.shopUrl)).status).toBe(200)
      await sandbox.command({ type: 'store:clear' })
      unwrap(await sandbox.command({ type: 'server:restart', heapLimitMb: 128 }))
    })
})
