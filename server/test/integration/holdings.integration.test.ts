/** What the state says of sessions over restarts, kills, switches and set-ups: one sandbox, one event after the other. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Snapshot } from '../../protocol/state.js'
import { launch, type Sandbox } from '../support/launch.js'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await launch({ env: { MONGODB_URI: undefined, MONGOD_BINARY: undefined } })
  await sandbox.until('both stores can be used', ({ server, mongo }) => server.phase === 'running' && mongo.phase === 'up')
})

const logIn = async (...names: readonly string[]) => {
  for (const name of names) expect(await sandbox.command({ type: 'browser:log-in', browser: `browser:${name}` })).toMatchObject({ ok: true })
}
const switchTo = (to: string, carryOver = false) => sandbox.command({ type: 'store:switch', to, carryOver })
const holds = (count: number) => sandbox.until(`${count} sessions are counted`, ({ store }) => store.sessionCount === count)
const focusedOn = (state: Snapshot, name: string) => state.focused[state.browsers.find(({ id }) => id === `browser:${name}`)?.sessionId ?? '']
const nextLife = async (end: () => Promise<unknown>) => {
  const { boot } = (await sandbox.state()).server
  await end()
  return sandbox.until('the next life', ({ server, store }) => server.boot > boot && server.phase === 'running' && store.sessionCount !== null)
}

describe('why a store is empty', () => {
  test('a restart, a kill, forgetting all and a log-out are told apart; a new session ends it', async () => {
    await logIn('alice', 'bob')
    await holds(2)
    expect((await nextLife(() => sandbox.command({ type: 'server:restart' }))).store.emptiness).toMatchObject({ memory: { cause: 'restart', sessions: 2 } })
    await logIn('alice', 'bob')
    expect((await holds(2)).store.emptiness).toEqual({})
    const killed = await nextLife(() => sandbox.command({ type: 'server:kill' }))
    expect(killed.store.emptiness).toMatchObject({ memory: { cause: 'death', sessions: 2 } })
    await logIn('alice')
    await holds(1)
    await sandbox.command({ type: 'store:clear' })
    expect((await sandbox.state()).store.emptiness).toMatchObject({ memory: { cause: 'cleared', sessions: 1 } })
    await logIn('alice')
    await holds(1)
    await sandbox.command({ type: 'browser:log-out', browser: 'browser:alice' })
    expect((await holds(0)).store.emptiness).toMatchObject({ memory: { cause: 'logged-out', sessions: 1 } })
  })

  test('what expired in memory has not logged out', async () => {
    await sandbox.command({ type: 'server:configure', options: { maxAgeMs: 1_000 } })
    const form = { method: 'POST', redirect: 'manual', body: new URLSearchParams({ name: 'Ana' }) } as const
    const cookie = (await fetch(`${sandbox.shopUrl}/login`, form)).headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    expect((await holds(1)).store.emptiness).toEqual({})
    // A session in memory goes when it is asked for; a browser would have thrown its cookie away by then.
    await expect
      .poll(async () => (await fetch(`${sandbox.shopUrl}/me`, { headers: { cookie } })).json(), { timeout: 15_000, interval: 1_500 })
      .toMatchObject({ isLoggedIn: false })
    expect((await holds(0)).store.emptiness).toMatchObject({ memory: { cause: 'expired', sessions: 1 } })
    await sandbox.command({ type: 'server:configure', options: { maxAgeMs: null } })
  })
})

describe('two stores', () => {
  test('a switch tells what it found and what it left; so does the way back', async () => {
    await logIn('alice', 'bob')
    await holds(2)
    expect(await switchTo('mongodb')).toMatchObject({ ok: true, value: { found: 0, left: 2 } })
    const { elsewhere, emptiness } = (await holds(0)).store
    expect(elsewhere).toEqual({ memory: 2 })
    expect(emptiness).toEqual({ mongodb: { cause: 'switch', sessions: 2, at: expect.any(Number) } })
    await logIn('alice')
    await holds(1)
    expect(await switchTo('memory')).toMatchObject({ ok: true, value: { found: 2, left: 1 } })
    expect((await holds(2)).store.elsewhere).toEqual({ mongodb: 1 })
  })

  test('what is in MongoDB is still known after a kill, and told apart from what is lost', async () => {
    const killed = await nextLife(() => sandbox.command({ type: 'server:kill' }))
    expect(killed.store.elsewhere).toEqual({ mongodb: 1 })
    expect(killed.server.lastDeath?.held).toEqual([
      { store: 'memory', sessions: 2, kept: false },
      { store: 'mongodb', sessions: 1, kept: true },
    ])
    await logIn('bob')
    await holds(1)
    expect(await switchTo('mongodb')).toMatchObject({ ok: true, value: { found: 1, left: 1 } })
    await holds(1)
    const again = await nextLife(() => sandbox.command({ type: 'server:kill' }))
    expect(again.server.lastDeath?.held).toEqual([
      { store: 'mongodb', sessions: 1, kept: true },
      { store: 'memory', sessions: 1, kept: false },
    ])
    expect(again.store.elsewhere).toEqual({})
  })

  test('a document that nobody changed is not told as new after a restart; one that somebody changed is', async () => {
    await logIn('alice')
    const before = await sandbox.until('Alice is known', (state) => focusedOn(state, 'alice')?.stored != null)
    expect(focusedOn(before, 'alice')?.changedAt).not.toBeNull()
    await nextLife(() => sandbox.command({ type: 'server:restart' }))
    const after = await sandbox.until('Alice is known again', (state) => focusedOn(state, 'alice')?.stored != null)
    expect(focusedOn(after, 'alice')).toMatchObject({ previous: null, changedAt: null })
    await sandbox.command({ type: 'browser:add-to-cart', browser: 'browser:alice' })
    const changed = await sandbox.until('the change is seen', (state) => focusedOn(state, 'alice')?.changedAt != null)
    expect(focusedOn(changed, 'alice')?.previous).not.toBeNull()
  })

  test('the set-up of a lesson empties its own stores, leaves the others, and ends the news of a death', async () => {
    const { sessionCount } = (await sandbox.state()).store
    expect(sessionCount).toBeGreaterThan(0)
    expect(await sandbox.command({ type: 'lesson:open', lesson: '01-http-forgets' })).toMatchObject({ ok: true })
    const { store, server } = await sandbox.until('the lesson has begun', ({ lesson }) => lesson?.settingUp === false)
    expect(store).toMatchObject({ active: 'memory', emptiness: { memory: { cause: 'lesson' } } })
    expect((await sandbox.until('MongoDB is counted', ({ store: { elsewhere } }) => 'mongodb' in elsewhere)).store.elsewhere.mongodb).toBe(sessionCount)
    expect(server.lastDeath).toBeNull()
    await sandbox.command({ type: 'lesson:close' })
  })
})

describe('the timeline', () => {
  const lastChange = async () => (await sandbox.state()).timeline.flatMap((row) => (row.kind === 'configured' ? [row.changed] : [])).at(-1)
  test('says of the options and of the shop what was changed, from what to what', async () => {
    await sandbox.command({ type: 'server:configure', options: { rolling: true, maxAgeMs: 60_000, resave: false } })
    expect(await lastChange()).toEqual([
      { option: 'rolling', from: false, to: true },
      { option: 'maxAgeMs', from: null, to: 60_000 },
    ])
    await sandbox.command({ type: 'server:shop', shop: 'objects-with-methods' })
    expect(await lastChange()).toEqual([{ option: 'shop', from: 'standard', to: 'objects-with-methods' }])
    await sandbox.command({ type: 'server:configure', options: { rolling: true } })
    expect(await lastChange()).toEqual([])
  })
  test('refuses a shop that there is not, and names those that there are', async () => {
    const { launch, server } = await sandbox.state()
    const problem = { code: 'unknown-shop', message: expect.stringContaining(launch.shops.map(({ name }) => name).join(', ')), params: { shop: 'cathedral' } }
    expect(await sandbox.command({ type: 'server:shop', shop: 'cathedral' })).toEqual({ ok: false, problem })
    expect((await sandbox.state()).server.shop).toBe(server.shop)
  })
})
