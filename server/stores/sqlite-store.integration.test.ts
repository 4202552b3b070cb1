/** What the contract does not ask of a file that every process may open: locks, a disk that is full or read-only, damage, and being deleted. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import session from 'express-session'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { STORES } from '../config.js'
import { HOUR_MS, sessionData } from '../test/stores/calls.js'
import { fillDisk, mayMount, mountSmallDisk } from '../test/support/disks.js'
import { broughtPackages } from '../test/support/packages.js'
import { temporaryFolder } from '../test/support/temporary-folder.js'
import type { OpenStore, StoreHealth } from './adapter.js'
import { openStore } from './opening.js'
import { IMPORTER, packagesFolder } from './packages.js'
import { openSqlite, type SqliteClient } from './sqlite-client.js'
import sqlite from './sqlite-store.js'
import { callStore, destroySession, getSession, setSession } from './store-calls.js'

/** Ten times the deadline of a call, on a busy machine. */
const PATIENT = { timeout: STORES.callDeadlineMs * 10, interval: 50 }
const FILE = 'sessions.sqlite'

describe.skipIf(!broughtPackages('sqlite'))('sessions in SQLite', () => {
  const cleanUps: (() => unknown)[] = []
  let folder: string

  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  async function opened(path = folder): Promise<{ readonly open: OpenStore; readonly health: StoreHealth[] }> {
    const open = await openStore(sqlite, session, { resource: 'folder', path })
    cleanUps.push(() => open.close())
    const health: StoreHealth[] = []
    cleanUps.push(open.onHealth((now) => health.push(now)))
    return { open, health }
  }

  /** A connection as another program has one. */
  async function somebodyElse(): Promise<SqliteClient> {
    const client = await openSqlite(join(folder, FILE))
    cleanUps.push(() => client.close())
    return client
  }

  /** Tells the reason for which the store cannot be opened. */
  const refusal = (path: string) =>
    openStore(sqlite, session, { resource: 'folder', path }).then(
      () => null,
      (error: { readonly problem?: { readonly params?: { readonly why?: unknown } } }) => error.problem?.params?.why,
    )

  it('wait while another process writes, beside others, and are told to be out of reach when it keeps the file to itself', async () => {
    const { open, health } = await opened()
    await setSession(open.store, 'a', sessionData('a', { name: 'Ana' }))
    const other = await somebodyElse()
    other.exec('BEGIN IMMEDIATE')
    const written = setSession(open.store, 'b', sessionData('b', { name: 'Bob' }))
    // The process does not stand still meanwhile.
    await sleep(100)
    expect(await getSession(open.store, 'a')).toMatchObject({ name: 'Ana' })
    other.exec('COMMIT')
    await written
    expect(await getSession(open.store, 'b')).toMatchObject({ name: 'Bob' })

    other.exec('BEGIN IMMEDIATE')
    await expect.poll(() => health.at(-1), PATIENT).toMatchObject({ up: false, why: { code: 'sqlite-locked', params: { file: FILE } } })
    await expect(setSession(open.store, 'c', sessionData('c', {}))).rejects.toThrow(/locked/)
    await expect(open.markStale(true)).rejects.toMatchObject({ problem: { params: { why: 'sqlite-locked' } } })
    expect(await getSession(open.store, 'a')).toMatchObject({ name: 'Ana' })
    other.exec('COMMIT')
    await expect.poll(() => health.at(-1), PATIENT).toEqual({ up: true, why: null })
  })

  it('of two servers that write at the same time are all kept', async () => {
    const stores = [await opened(), await opened()].map(({ open }) => open)
    await Promise.all(
      stores.flatMap((open, at) => Array.from({ length: 150 }, (_, n) => setSession(open.store, `${at}-${n}`, sessionData(`${at}-${n}`, { n })))),
    )
    expect(await stores[0]?.count()).toBe(300)
    await Promise.all(stores.map((open, at) => destroySession(open.store, `${at}-0`)))
    expect(await stores[1]?.count()).toBe(298)
  })

  it('are there after a kill in the middle of writing, and the file can be opened at once', async () => {
    const script = join(folder, 'writer.mjs')
    writeFileSync(
      script,
      `import importHere from ${JSON.stringify(pathToFileURL(join(packagesFolder() ?? '', 'sqlite', 'node_modules', IMPORTER.name)).href)}
       const { default: Database } = await importHere('libsql')
       const db = new Database(${JSON.stringify(join(folder, FILE))}, { timeout: 5000 })
       const put = db.prepare("INSERT INTO sessions VALUES (?, ?, ?)")
       const sess = JSON.stringify({ cookie: {}, text: 'x'.repeat(20_000) })
       for (let n = 0; ; n++) {
         put.run('id-' + n, sess, new Date(Date.now() + 3_600_000).toISOString())
         if (n === 20) process.stdout.write('wrote')
       }`,
    )
    await (await opened()).open.close()
    const writer = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    cleanUps.push(() => writer.kill('SIGKILL'))
    await once(writer.stdout, 'data')
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    const { open } = await opened()
    const count = await open.count()
    expect(count).toBeGreaterThan(20)
    for (const id of ['id-0', `id-${count - 1}`]) expect(await getSession(open.store, id)).toHaveProperty('text')
    await setSession(open.store, 'after', sessionData('after', {}))
  })

  it('carry along the expiry that a touch has moved', async () => {
    const { open } = await opened()
    const [soon, later] = [new Date(Date.now() + HOUR_MS), new Date(Date.now() + 2 * HOUR_MS)]
    await setSession(open.store, 'a', sessionData('a', {}, soon))
    await callStore((done) => open.store.touch?.('a', sessionData('a', {}, later), done))
    const [carried] = await open.pick(['a'])
    expect(JSON.parse(carried?.json ?? '{}')).toMatchObject({ cookie: { expires: later.toISOString() } })
  })

  it('are told to be lost when their file is deleted, or another one put in its place', async () => {
    const { open, health } = await opened()
    await setSession(open.store, 'a', sessionData('a', {}))
    rmSync(join(folder, FILE))
    await expect.poll(() => health.at(-1), PATIENT).toMatchObject({ up: false, why: { code: 'sqlite-gone' } })
  })

  it('that cannot be read are an error of that call, and end nothing', async () => {
    const { open } = await opened()
    await setSession(open.store, 'a', sessionData('a', {}))
    const other = await somebodyElse()
    other.prepare('UPDATE sessions SET sess = ?').run('{"cookie":')
    await expect(callStore((done) => open.store.get('a', done))).rejects.toThrow()
    expect((await open.list({ search: '', offset: 0, limit: 5 })).rows).toMatchObject([{ id: 'a', name: null }])
    expect((await open.read('a'))?.document).toMatchObject({ sess: '{"cookie":' })
    expect(await open.pick(['a'])).toEqual([])
  })

  it('are refused with the reason where the file is damaged, is none, or cannot be opened', async () => {
    writeFileSync(join(folder, FILE), 'This is a letter to my grandmother. '.repeat(200))
    expect(await refusal(folder)).toBe('sqlite-damaged')
    rmSync(join(folder, FILE))
    mkdirSync(join(folder, FILE))
    expect(await refusal(folder)).toBe('sqlite-cannot-open')
    writeFileSync(join(folder, 'file'), '')
    expect(await refusal(join(folder, 'file'))).toBe('files-gone')
  })

  it('fail in words when what is in the file is overwritten while it is open', async () => {
    const { open, health } = await opened()
    for (let n = 0; n < 50; n++) await setSession(open.store, `id-${n}`, sessionData(`id-${n}`, { text: 'x'.repeat(2_000) }))
    const other = await somebodyElse()
    other.pragma('wal_checkpoint(TRUNCATE)')
    other.close()
    writeFileSync(join(folder, FILE), Buffer.alloc(200_000, 7), { flag: 'r+' })
    await expect.poll(() => health.at(-1), PATIENT).toMatchObject({ up: false, why: { code: 'sqlite-damaged' } })
    await expect(open.list({ search: '', offset: 0, limit: 5 })).rejects.toThrow(/damaged/)
  })

  if (process.getuid?.() !== 0)
    it('are refused where this user may not write', async () => {
      const closed = join(folder, 'closed')
      mkdirSync(closed, { mode: 0o500 })
      expect(await refusal(closed)).toBe('sqlite-cannot-open')
      chmodSync(closed, 0o700)
    })

  if (mayMount()) {
    it('are told to be on a full disk, can still be read, and go on when there is room', async () => {
      const disk = join(folder, 'disk')
      const unmount = mountSmallDisk(disk, 'size=400k')
      cleanUps.push(() => unmount?.())
      const { open, health } = await opened(disk)
      await setSession(open.store, 'a', sessionData('a', { name: 'Ana' }))
      const makeRoom = fillDisk(disk)
      await expect.poll(() => health.at(-1), PATIENT).toMatchObject({ up: false, why: { code: 'files-full' } })
      const failure = await setSession(open.store, 'b', sessionData('b', { text: 'x'.repeat(50_000) })).catch((error: unknown) => open.explain(error))
      expect(failure).toMatchObject({ problem: { params: { why: 'files-full' } } })
      expect(await getSession(open.store, 'a')).toMatchObject({ name: 'Ana' })
      makeRoom()
      await expect.poll(() => health.at(-1), PATIENT).toEqual({ up: true, why: null })
      await setSession(open.store, 'b', sessionData('b', {}))
    })

    it('are refused on a disk that is read-only', async () => {
      const disk = join(folder, 'disk')
      const unmount = mountSmallDisk(disk, 'size=4m')
      cleanUps.push(() => unmount?.())
      // The driver lets go of a file only when the garbage collector comes.
      await (await opened()).open.close()
      copyFileSync(join(folder, FILE), join(disk, FILE))
      execFileSync('mount', ['-o', 'remount,ro', disk])
      expect(await refusal(disk)).toMatch(/^(files-read-only|sqlite-cannot-open)$/)
    })
  }
})
