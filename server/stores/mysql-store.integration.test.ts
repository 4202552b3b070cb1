/** What the contract does not ask: what is somebody else's, whose database was given, an expiry that is kept beside the session, and a sweep in an outage. */
import session from 'express-session'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadMysql, type MysqlConnection } from '../resources/served/mysql2.js'
import { HOUR_MS, sessionData } from '../test/stores/calls.js'
import { type Front, frontOf } from '../test/support/front.js'
import { broughtPackages } from '../test/support/packages.js'
import { hasProgram, startProgram, type TestServer } from '../test/support/served.js'
import type { OpenStore } from './adapter.js'
import mysql from './mysql-store.js'
import { openStore } from './opening.js'
import { callStore, getSession, setSession } from './store-calls.js'

const isThere = (await hasProgram('mysql')) && broughtPackages('mysql')

describe.skipIf(!isThere)('sessions in MySQL', () => {
  let server: TestServer
  let front: Front
  let somebody: MysqlConnection
  const opened: OpenStore[] = []

  beforeAll(async () => {
    server = await startProgram('mysql')
    front = await frontOf(Number(new URL(server.url).port))
    somebody = await (await loadMysql()).createConnection({ uri: server.url, connectTimeout: 20_000 })
  })
  afterAll(async () => {
    for (const open of opened) await open.close()
    somebody?.destroy()
    front?.close()
    await server?.stop()
  })

  async function open(url: string, sweepEveryMs?: number, space = 'sessionscope_7'): Promise<OpenStore> {
    const store = await openStore(mysql, session, { resource: 'mysql', url, space }, sweepEveryMs === undefined ? {} : { sweepEveryMs })
    opened.push(store)
    return store
  }

  async function tables(): Promise<readonly string[]> {
    const sql = "SELECT CONCAT(table_schema, '.', table_name) AS name FROM information_schema.tables WHERE table_schema LIKE 'sessionscope%' ORDER BY 1"
    return (await somebody.query<readonly { readonly name: string }[]>({ sql }))[0].map(({ name }) => name)
  }

  it('are in tables of our own where a database is given, and in a database of our own where none is; nobody else is touched', async () => {
    await somebody.query({ sql: 'CREATE TABLE sessionscope.sessions (session_id varchar(20), expires int, data text)' })
    await somebody.query({ sql: "INSERT INTO sessionscope.sessions VALUES ('theirs', 1, '{}')" })
    const inTheirs = await open(server.url)
    await setSession(inTheirs.store, 'ours', sessionData('ours', {}))
    expect((await inTheirs.read('ours'))?.where).toBe('sessionscope.sessionscope_7_sessions')
    const nowhere = new URL(server.url)
    nowhere.pathname = ''
    const inOurs = await open(nowhere.href)
    await setSession(inOurs.store, 'ours', sessionData('ours', {}))
    expect((await inOurs.read('ours'))?.where).toBe('sessionscope_7.sessions')
    for (const each of [inTheirs, inOurs]) expect(await each.clear()).toBe(1)
    expect(await tables()).toEqual([
      'sessionscope.sessions',
      'sessionscope.sessionscope_7_carry_over',
      'sessionscope.sessionscope_7_sessions',
      'sessionscope_7.carry_over',
      'sessionscope_7.sessions',
    ])
    for (const each of [inTheirs, inOurs]) await each.drop?.()
    expect(await tables()).toEqual(['sessionscope.sessions'])
    for (const [kind, does] of [
      ['PROCEDURE', '() SELECT 1'],
      ['EVENT', ' ON SCHEDULE EVERY 1 DAY DO SELECT 1'],
    ]) {
      await somebody.query({ sql: 'CREATE DATABASE IF NOT EXISTS sessionscope_7' })
      await somebody.query({ sql: `CREATE ${kind} sessionscope_7.theirs${does}` })
      await inOurs.drop?.()
      await somebody.query({ sql: `DROP ${kind} sessionscope_7.theirs` })
    }
    await inOurs.drop?.()
    expect((await somebody.query({ sql: "SHOW DATABASES LIKE 'sessionscope%'" }))[0]).toHaveLength(1)
    expect((await somebody.query({ sql: 'SELECT session_id FROM sessionscope.sessions' }))[0]).toEqual([{ session_id: 'theirs' }])
  })

  it('are in tables of our own in a database that is called as ours would be, and was there before', async () => {
    await somebody.query({ sql: 'CREATE DATABASE sessionscope_8' })
    await somebody.query({ sql: 'CREATE TABLE sessionscope_8.sessions (session_id varchar(20), expires int, data text)' })
    await somebody.query({ sql: "INSERT INTO sessionscope_8.sessions VALUES ('theirs', 1, '{}')" })
    const named = new URL(server.url)
    named.pathname = '/sessionscope_8'
    const open8 = await open(named.href, undefined, 'sessionscope_8')
    await setSession(open8.store, 'ours', sessionData('ours', {}))
    expect(await open8.clear()).toBe(1)
    await open8.drop?.()
    expect((await somebody.query({ sql: 'SELECT session_id FROM sessionscope_8.sessions' }))[0]).toEqual([{ session_id: 'theirs' }])
    await somebody.query({ sql: 'DROP TABLE sessionscope_8.sessions' })
    await open8.drop?.()
    // Empty as it is now, it stays: somebody has made it.
    expect((await somebody.query({ sql: "SHOW DATABASES LIKE 'sessionscope_8'" }))[0]).toHaveLength(1)
    await somebody.query({ sql: 'DROP DATABASE sessionscope_8' })
  })

  it('carry along the expiry that a touch has moved', async () => {
    const { store, pick, read } = await open(server.url)
    const [soon, later] = [new Date(Date.now() + HOUR_MS), new Date(Date.now() + 2 * HOUR_MS)]
    await setSession(store, 'a', sessionData('a', {}, soon))
    await callStore((done) => store.touch?.('a', sessionData('a', {}, later), done))
    const [carried] = await pick(['a'])
    const { cookie } = JSON.parse(carried?.json ?? '{}') as { readonly cookie?: { readonly expires?: string } }
    expect(Math.abs(new Date(cookie?.expires ?? 0).getTime() - later.getTime())).toBeLessThanOrEqual(1_000)
    expect((await read('a'))?.expiresAt).toBe(new Date(cookie?.expires ?? 0).getTime())
  })

  it('are swept by a timer that an outage does not make end the process', async () => {
    const url = new URL(server.url)
    url.port = String(front.port)
    const { store, read } = await open(url.href, 100)
    const failed: unknown[] = []
    const sweep = Reflect.get(store, 'clearExpiredSessions') as () => Promise<unknown>
    Reflect.set(store, 'clearExpiredSessions', () => sweep.call(store).catch((error: unknown) => Promise.reject(failed[failed.push(error) - 1])))
    await setSession(store, 'old', sessionData('old', {}, new Date(Date.now() - 5_000)))
    await expect.poll(() => read('old'), { timeout: 10_000 }).toBeNull()
    await front.away()
    // A rejection that nobody handles fails this file.
    await expect.poll(() => failed.length, { timeout: 10_000 }).toBeGreaterThan(1)
    await front.back()
    await expect.poll(() => getSession(store, 'nobody').catch(() => 'away'), { timeout: 10_000 }).toBeNull()
  })
})
