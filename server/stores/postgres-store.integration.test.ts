/** What the contract does not ask: outages, what is somebody else's, and an expiry that is kept beside the session. */
import session from 'express-session'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { STORES } from '../config.js'
import { loadPg, type PgClient } from '../resources/served/pg.js'
import { HOUR_MS, sessionData } from '../test/stores/calls.js'
import { broughtPackages } from '../test/support/packages.js'
import { descendantsOf, freeze } from '../test/support/processes.js'
import { hasProgram, startProgram, type TestServer } from '../test/support/served.js'
import type { OpenStore, StoreHealth } from './adapter.js'
import { openStore } from './opening.js'
import postgres from './postgres-store.js'
import { callStore, getSession, setSession } from './store-calls.js'

/** Ten times the deadline of a call, on a busy machine. */
const PATIENT = { timeout: STORES.callDeadlineMs * 10, interval: 50 }
const isThere = (await hasProgram('postgres')) && broughtPackages('postgres')

describe.skipIf(!isThere)('sessions in PostgreSQL', () => {
  let server: TestServer
  let open: OpenStore

  beforeEach(async () => {
    server = await startProgram('postgres')
    open = await openStore(postgres, session, { resource: 'postgres', url: server.url, space: 'sessionscope' })
  })
  afterEach(async () => {
    await open.close()
    await server.stop()
  })

  async function asSomebodyElse(work: (client: PgClient) => Promise<void>): Promise<void> {
    const { Client } = await loadPg()
    const client = new Client({ connectionString: server.url, connectionTimeoutMillis: 20_000, application_name: 'somebody' })
    await client.connect()
    await work(client).finally(() => client.end())
  }

  it('touch nothing but a schema of their own, also when all of them are forgotten, and when it is removed', async () => {
    await asSomebodyElse(async (client) => {
      await client.query('CREATE TABLE public.session (sid text, sess text, expire text)')
      await client.query("INSERT INTO public.session VALUES ('theirs', 'kept', 'kept')")
    })
    await setSession(open.store, 'ours', sessionData('ours', {}))
    expect(await open.clear()).toBe(1)
    await asSomebodyElse(async (client) => {
      expect((await client.query('SELECT sid FROM public.session')).rows).toEqual([{ sid: 'theirs' }])
      const { rows } = await client.query(
        "SELECT table_schema AS place FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')",
      )
      expect(rows.map(({ place }) => place).sort()).toEqual(['public', 'sessionscope', 'sessionscope'])
      const schemas = async () =>
        (await client.query("SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'session%' OR nspname = 'public' ORDER BY 1")).rows.map(
          ({ name }) => name,
        )
      await client.query('CREATE TABLE sessionscope.notes (text text)')
      await open.drop?.()
      expect(await schemas()).toEqual(['public', 'sessionscope'])
      await client.query('DROP TABLE sessionscope.notes')
      await open.drop?.()
      expect(await schemas()).toEqual(['public'])
    })
  })

  it('carry along the expiry that a touch has moved', async () => {
    const [soon, later] = [new Date(Date.now() + HOUR_MS), new Date(Date.now() + 2 * HOUR_MS)]
    await setSession(open.store, 'a', sessionData('a', {}, soon))
    await callStore((done) => open.store.touch?.('a', sessionData('a', {}, later), done))
    const [carried] = await open.pick(['a'])
    const { cookie } = JSON.parse(carried?.json ?? '{}') as { readonly cookie?: { readonly expires?: string } }
    expect(Math.abs(new Date(cookie?.expires ?? 0).getTime() - later.getTime())).toBeLessThanOrEqual(1_000)
    expect((await open.read('a'))?.expiresAt).toBe(new Date(cookie?.expires ?? 0).getTime())
  })

  it.each(['killed', 'frozen'])('are told to be out of reach while it is %s, fail in time, and are there again afterwards', async (how) => {
    const health: StoreHealth[] = []
    open.onHealth((now) => health.push(now))
    await setSession(open.store, 'a', sessionData('a', { name: 'Ana' }))
    const pid = server.owned.pid ?? 0
    const all = [pid, ...descendantsOf(pid)]
    if (how === 'killed') process.kill(pid, 'SIGKILL')
    else for (const each of all) await freeze(each).catch(() => undefined)
    await expect.poll(() => health.at(-1)?.up, PATIENT).toBe(false)
    await expect(getSession(open.store, 'a')).rejects.toThrow()
    if (how === 'killed') await server.owned.restart()
    else for (const each of all) thaw(each)
    await expect.poll(() => health.at(-1), PATIENT).toEqual({ up: true, why: null })
    expect(await getSession(open.store, 'a')).toMatchObject({ name: 'Ana' })
  })
})

/** One of its processes may have ended meanwhile. */
function thaw(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {}
}
