/** Two lesson servers, each in its own process: what is asked of their sessions is asked of both where each has a store of its own, and of one where they share it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { UNDO } from '../config.js'
import type { StoreTarget } from '../protocol/ipc.js'
import { ok, type Result, unwrap } from '../protocol/problem.js'
import { endChildren, type LessonServerChild, MEMORY, startLessonServer } from '../test/lesson-server/child.js'
import { ask } from '../test/lesson-server/tapped-shop.js'
import { embeddedMongodb, type TestMongodb } from '../test/support/mongodb.js'
import { beginning, logOf } from '../test/support/state.js'
import { type SessionHolder, Sessions } from './sessions.js'
import { describeStores } from './store-list.js'

let mongo: TestMongodb
beforeAll(async () => {
  mongo = await embeddedMongodb.start()
})
afterAll(() => mongo?.stop())
afterEach(endChildren)

const AWAY: Result<never> = { ok: false, problem: { code: 'server-away', message: 'It is away.', params: {} } }

/** Two servers on a store; how often each was asked is counted. One that is `away` does not run, one that is `silent` runs and does not answer. */
async function two(store: StoreTarget) {
  const servers: readonly LessonServerChild[] = [await startLessonServer({ order: { store } }), await startLessonServer({ order: { store } })]
  const asked = [0, 0]
  const away = new Set<number>()
  const silent = new Set<number>()
  const holders = servers.map((server, n) => ({
    id: 'ab'[n] ?? '',
    get port() {
      return away.has(n) ? null : server.port
    },
    call: async (ask: (rpc: LessonServerChild['call']) => Promise<unknown>) => {
      asked[n] = (asked[n] ?? 0) + 1
      return away.has(n) || silent.has(n) ? AWAY : await ask(server.call)
    },
  }))
  const base = beginning(describeStores())
  const { log } = logOf({ ...base, store: { ...base.store, active: store.kind } })
  const sessions = new Sessions(log, { all: holders as unknown as readonly SessionHolder[] })
  const logIn = async (n: number, name: string) => {
    const { cookie } = await ask(servers[n]?.port ?? 0, '/login', { form: { name } })
    return (
      decodeURIComponent(cookie ?? '')
        .replace(/^[^=]*=s:/, '')
        .split('.')[0] ?? ''
    )
  }
  return { sessions, asked, away, silent, logIn }
}

test("in each one's own store: all are read, listed as one list and cleared, wherever they are", async () => {
  const { sessions, logIn, away, silent } = await two(MEMORY)
  const ids = [await logIn(0, 'Ana'), await logIn(0, 'Ben'), await logIn(1, 'Cid'), await logIn(1, 'Dora')]
  for (const id of ids) expect(unwrap(await sessions.read(id)).stored?.id).toBe(id)
  expect(await sessions.read('nobody')).toEqual(ok({ store: 'memory', stored: null }))

  const all = await sessions.list({ search: '', offset: 0, limit: 10 })
  expect(all).toMatchObject({ store: 'memory', offset: 0, total: 4 })
  expect(all.rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  // Page by page it is the same list.
  for (const limit of [1, 2, 3]) {
    const paged: string[] = []
    for (let offset = 0; offset < 4; offset += limit) {
      const page = await sessions.list({ search: '', offset, limit })
      expect(page).toMatchObject({ offset, total: 4 })
      paged.push(...page.rows.map(({ id }) => id))
    }
    expect(paged).toEqual(all.rows.map(({ id }) => id))
  }
  expect((await sessions.list({ search: 'Dora', offset: 0, limit: 10 })).rows.map(({ name }) => name)).toEqual(['Dora'])

  // Where one that may have it does not answer, nobody claims that it is not there.
  silent.add(1)
  expect(await sessions.read(ids[2] ?? '')).toEqual(AWAY)
  expect(unwrap(await sessions.read(ids[0] ?? '')).stored?.id).toBe(ids[0])
  silent.clear()
  // A process that does not run holds nothing.
  away.add(1)
  expect(await sessions.read(ids[2] ?? '')).toEqual(ok({ store: 'memory', stored: null }))
  away.clear()

  expect(await sessions.clear()).toEqual({ removed: 4, undoForMs: UNDO.forMs })
  expect(await sessions.list({ search: '', offset: 0, limit: 10 })).toMatchObject({ rows: [], total: 0 })
})

test('what was forgotten comes back to each that had any, also where the other one had none, or has somebody since', async () => {
  const { sessions, logIn } = await two(MEMORY)
  const isThere = async (id: string) => unwrap(await sessions.read(id)).stored !== null
  expect(await sessions.clear()).toEqual({ removed: 0, undoForMs: 0 })
  const ana = await logIn(0, 'Ana')
  expect(await sessions.clear()).toEqual({ removed: 1, undoForMs: UNDO.forMs })
  const ben = await logIn(1, 'Ben')
  expect(await sessions.bringBack()).toBe(1)
  expect([await isThere(ana), await isThere(ben)]).toEqual([true, true])

  expect(await sessions.clear()).toEqual({ removed: 2, undoForMs: UNDO.forMs })
  const cid = await logIn(1, 'Cid')
  expect(await sessions.bringBack()).toBe(1)
  expect([await isThere(ana), await isThere(ben), await isThere(cid)]).toEqual([true, false, true])

  // One of them, wherever it is.
  expect(await sessions.forget('nobody')).toEqual({ removed: 0, undoForMs: 0 })
  expect(await sessions.forget(cid)).toEqual({ removed: 1, undoForMs: UNDO.forMs })
  expect([await isThere(ana), await isThere(cid)]).toEqual([true, false])
  expect(await sessions.bringBack()).toBe(1)
  expect([await isThere(ana), await isThere(cid)]).toEqual([true, true])

  await sessions.clear()
  for (const n of [0, 1]) await logIn(n, 'Dora')
  await expect(sessions.bringBack()).rejects.toMatchObject({ problem: { code: 'cannot-undo', params: { reason: 'undo-taken' } } })
})

test('in a store that they share: one of them is asked, whichever runs, and nothing is met twice', async () => {
  const { sessions, logIn, asked, away } = await two({
    kind: 'mongodb',
    address: { resource: 'mongodb', uri: mongo.uri, database: 'shop', collection: 'sessions_of_two' },
  })
  const ids = [await logIn(0, 'Ana'), await logIn(1, 'Ben')]
  expect(await sessions.list({ search: '', offset: 0, limit: 10 })).toMatchObject({ store: 'mongodb', total: 2, rows: [{}, {}] })
  expect(asked).toEqual([1, 0])
  away.add(0)
  for (const id of ids) expect(unwrap(await sessions.read(id)).stored?.id).toBe(id)
  expect(await sessions.clear()).toEqual({ removed: 2, undoForMs: UNDO.forMs })
  expect(asked).toEqual([1, 3])
})
