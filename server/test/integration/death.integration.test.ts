/** The lesson server dies: killed, out of memory, again and again. The dashboard and the gateway stay. */
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { launch, type Sandbox } from '../support/launch.js'
import { freeze } from '../support/processes.js'
import { isFull } from '../support/thoroughness.js'

async function running(args: readonly string[] = []): Promise<Sandbox> {
  const sandbox = await launch({ args })
  await sandbox.until('it runs', ({ server }) => server.phase === 'running' && server.memory.latest !== null)
  return sandbox
}

describe('killed', () => {
  test('it is back within 2 s; what was lost is counted; no visitor sees a failure that a short wait can spare', async () => {
    const sandbox = await running()
    for (const browser of ['browser:alice', 'browser:bob'] as const) expect((await sandbox.command({ type: 'browser:log-in', browser })).ok).toBe(true)
    await sandbox.until('both are counted', ({ store }) => store.sessionCount === 2)
    expect(await sandbox.command({ type: 'server:kill' })).toEqual({ ok: true, value: null })
    expect((await fetch(sandbox.shopUrl)).status).toBe(200)

    const state = await sandbox.until('it is back', ({ server }) => server.phase === 'running' && server.boot === 2, 3_000)
    const death = state.server.lastDeath
    expect(death).toMatchObject({ boot: 1, cause: 'killed', store: 'memory', sessionsLost: 2, sessionsKept: 0, lastWords: null })
    expect(death?.backAfterMs).toBeGreaterThan(0)
    expect(death?.backAfterMs).toBeLessThan(2_000)
    expect((death?.at ?? 0) - (death?.lastReading?.at ?? 0)).toBeLessThan(500)
    expect(state.timeline.map((row) => row.kind)).toContain('death')
    expect(state.timeline.find((row) => row.kind === 'death')).toMatchObject({ death: { backAfterMs: death?.backAfterMs } })
    expect(state.timeline.filter((row) => row.kind === 'started').map((row) => row.kind === 'started' && row.reason)).toEqual(['launch', 'after-death'])

    // The cookie is still in the jar; the store does not know it any more.
    await sandbox.until('Alice is unknown', ({ browsers }) => browsers.find(({ id }) => id === 'browser:alice')?.known === false)
  })

  test('a request in the middle is answered in words, counted, and told in the timeline', async () => {
    const sandbox = await running()
    const { pid } = (await sandbox.state()).server
    // Stopped, it takes requests and answers none of them.
    await freeze(pid ?? 0)
    const underWay = fetch(sandbox.shopUrl, { headers: { accept: 'text/html', 'user-agent': 'Mozilla/5.0' } })
    await delay(200)
    await sandbox.command({ type: 'server:kill' })
    const answer = await underWay
    expect(answer.status).toBe(502)
    expect(await answer.text()).toContain('went away in the middle')
    const { server, timeline } = await sandbox.until('it is back', ({ server: { boot, phase } }) => boot === 2 && phase === 'running')
    expect(server.lastDeath?.requestsCutOff).toBe(1)
    expect(timeline.find((row) => row.kind === 'request')).toMatchObject({ request: { actor: 'you', outcome: 'cut-off', status: null, boot: 1 } })
  })

  test('again and again, restarts slow down', async () => {
    const sandbox = await running()
    const startedAt = Date.now()
    for (let boot = 1; boot <= 5; boot++) {
      await sandbox.until(`boot ${boot}`, ({ server }) => server.phase === 'running' && server.boot === boot)
      if (boot === 5) await sandbox.command({ type: 'crowd:start', users: 100_000 })
      await sandbox.command({ type: 'server:kill' })
    }
    // What became of the crowd does not wait for the next life, and nothing of that is told as the run's.
    const told = await sandbox.until('the crowd is told', ({ crowd }) => crowd.finished.length === 1)
    expect(told.server.phase).toBe('died')
    expect(told.crowd.finished[0]).toMatchObject({ outcome: 'server-went-away', boot: 5, sessionsAfter: null, heapGrowthBytes: null })
    await sandbox.until('boot 6', ({ server }) => server.phase === 'running' && server.boot === 6, 8_000)
    expect(Date.now() - startedAt).toBeGreaterThan(3_000)
    expect((await sandbox.state()).server.lastDeath?.backAfterMs).toBeGreaterThan(2_900)
  })
})

test('a server that hangs is answered for within 3.5 s', async () => {
  const sandbox = await running()
  const { pid } = (await sandbox.state()).server
  await freeze(pid ?? 0)
  const before = Date.now()
  const [page, command] = await Promise.all([fetch(sandbox.shopUrl), sandbox.command({ type: 'sessions:list' })])
  expect(Date.now() - before).toBeLessThan(4_000)
  expect(page.status).toBe(504)
  expect(await page.text()).toContain('restart it in the dashboard')
  expect(command).toMatchObject({ ok: false, problem: { code: 'server-away' } })
  process.kill(pid ?? 0, 'SIGCONT')
  await expect.poll(async () => (await fetch(sandbox.shopUrl)).status).toBe(200)
})

test('a planned restart takes another heap limit, leaves no death behind, and holds visitors meanwhile', async () => {
  const sandbox = await running()
  const restart = sandbox.command({ type: 'server:restart', heapLimitMb: 64 })
  const visits = Array.from({ length: 20 }, async (_, index) => {
    await delay(index * 20)
    return (await fetch(sandbox.shopUrl)).status
  })
  expect(await restart).toEqual({ ok: true, value: { boot: 2 } })
  expect(new Set(await Promise.all(visits))).toEqual(new Set([200]))
  const { server, timeline } = await sandbox.state()
  expect(server).toMatchObject({ boot: 2, heapLimitBytes: 64 * 1024 * 1024, lastDeath: null })
  expect(timeline.at(-1)).toBeDefined()
  expect(timeline.filter((row) => row.kind === 'started').at(-1)).toMatchObject({ boot: 2, reason: 'heap-limit' })
})

// Else it is told of in overflow.e2e.test.ts, and happens in entry.integration.test.ts.
if (isFull)
  test('the overflow: a crowd exhausts a heap of 64 MB, and the dashboard tells how', async () => {
    const sandbox = await running(['--heap', '64'])
    expect((await sandbox.command({ type: 'crowd:start', users: 200_000, cartItems: 200 })).ok).toBe(true)
    const died = await sandbox.until('it died', ({ server }) => server.lastDeath !== null, 55_000)
    const death = died.server.lastDeath
    expect(death).toMatchObject({ cause: 'out-of-memory', boot: 1, store: 'memory', sessionsKept: 0, heapLimitBytes: 64 * 1024 * 1024 })
    expect(death?.lastWords).toMatch(/^FATAL ERROR: .*heap out of memory/)
    expect(death?.sessionsLost).toBeGreaterThan(100)
    // The last reading is from shortly before the end, when the heap was nearly full.
    expect(death?.lastReading?.heapUsedBytes).toBeGreaterThan(40 * 1024 * 1024)

    const back = await sandbox.until('it is back', ({ server, crowd }) => server.phase === 'running' && server.boot === 2 && crowd.running === null, 5_000)
    expect(back.server.lastDeath?.backAfterMs).toBeLessThan(2_000)
    // What was under way of the crowd is counted too, and told in the timeline.
    expect(back.server.lastDeath?.requestsCutOff).toBeGreaterThan(0)
    expect(back.timeline.find((row) => row.kind === 'death')).toMatchObject({ death: { requestsCutOff: back.server.lastDeath?.requestsCutOff } })
    expect(back.crowd.finished).toMatchObject([{ id: 1, outcome: 'server-went-away', store: 'memory', boot: 1 }])
    expect(back.crowd.finished[0]?.curve.length).toBeGreaterThan(5)
    expect((await fetch(sandbox.shopUrl)).status).toBe(200)
    expect((await fetch(sandbox.dashboardUrl)).status).toBe(200)
  }, 90_000)
