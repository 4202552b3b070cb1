/** The wire to each database that a sandbox starts, cut and frozen: told by name, never longer than it may take, and nothing is left when it is undone. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GATEWAY } from '../../config.js'
import { unwrap } from '../../protocol/problem.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { ServedKind } from '../../protocol/served-kinds.js'
import { PACKAGES_VARIABLE } from '../../stores/packages.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { hasProgram } from '../support/served.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { inTurn, sampled } from '../support/thoroughness.js'

const ALICE = 'browser:alice'
/** What is asked of the shop or of the sandbox is answered within this, and the machine of the test may be busy. */
const IN_TIME_MS = GATEWAY.answerWithinMs + 1_500

/** Nothing stands between the shop and these but its own wire. */
const IN_PROCESS = ['file', 'sqlite']
const there: string[] = broughtPackages('sqlite') ? [...IN_PROCESS] : ['file']
for (const kind of ['redis', 'postgres', 'mysql', 'memcached'] as const satisfies readonly ServedKind[])
  if ((await hasProgram(kind)) && (kind === 'redis' || broughtPackages(kind))) there.push(kind)

let sandbox: Sandbox
beforeAll(async () => {
  const dataFolder = temporaryFolder()
  symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
  sandbox = await launch({ dataFolder })
})
afterAll(() => sandbox.stop())

async function inTime<T>(work: Promise<T>): Promise<T> {
  const asked = performance.now()
  const result = await work
  expect(performance.now() - asked).toBeLessThan(IN_TIME_MS)
  return result
}

const requestsSince = ({ timeline }: SandboxState, since: number): readonly RequestRecord[] =>
  timeline.flatMap((row) => (row.kind === 'request' && row.at >= since && row.request.actor === ALICE ? [row.request] : []))
const faultsOf = (requests: readonly RequestRecord[]) => requests.flatMap(({ operations }) => operations.flatMap(({ fault }) => fault?.kind ?? []))

describe.each(sampled(there, 3).map((kind, row) => [kind, row] as const))('%s', (kind, row) => {
  test.each(inTurn(['wire-cut', 'wire-frozen'] as const, row + 1))('%s', { timeout: 120_000 }, async (fault) => {
    const { store } = await sandbox.state()
    if (store.active !== kind) expect(unwrap(await sandbox.command({ type: 'store:switch', to: kind, allowFound: true }))).toMatchObject({ refused: null })
    unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
    const since = Date.now()

    unwrap(await sandbox.command({ type: 'fault:set', fault }))
    expect(unwrap(await inTime(sandbox.command({ type: 'browser:visit', browser: ALICE })))).toEqual({ status: 503 })
    await sandbox.until('the row says why', (state) => faultsOf(requestsSince(state, since)).includes(fault))
    const isInProcess = IN_PROCESS.includes(kind)
    const { ok } = await inTime(sandbox.command({ type: 'sessions:list' }))
    expect(ok).toBe(isInProcess)
    if (!isInProcess) {
      const refused = unwrap(await inTime(sandbox.command({ type: 'store:switch', to: 'memory', carryOver: true }))).refused
      expect(refused).toMatchObject({ code: 'wire-in-the-way' })
      expect(await inTime(sandbox.command({ type: 'store:clear' }))).toMatchObject({ ok: false, problem: { code: 'store-held-up', params: { what: fault } } })
    }

    unwrap(await sandbox.command({ type: 'fault:undo', fault }))
    await sandbox.until('the store is back', (state) => state.store.health.up && Object.keys(state.faults).length === 0)
    // A driver may try again at its own time.
    await vi.waitFor(async () => expect(unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))).toEqual({ status: 200 }), {
      timeout: 15_000,
    })
    const visited = Date.now()
    unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
    const state = await sandbox.until('it is told', (now) => requestsSince(now, visited).length > 0)
    expect(faultsOf(requestsSince(state, visited))).toEqual([])
    expect(state.browsers.find(({ id }) => id === ALICE)?.page?.greeting).toContain('Alice')
  })
})
