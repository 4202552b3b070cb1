/** Finding, watching and ending a database server, with a real PostgreSQL of this machine. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBirpc } from 'birpc'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SERVED } from '../../config.js'
import { entryPath } from '../../paths.js'
import type { ResourceHealth, ServedFunctions, ServedNotifications, ServedOrder } from '../../protocol/ipc.js'
import type { Result } from '../../protocol/problem.js'
import { unwrap } from '../../protocol/problem.js'
import type { SourceAttempt } from '../../protocol/resources.js'
import { broughtPackages } from '../../test/support/packages.js'
import { descendantsOf, freeze, markOfEnded, survivors } from '../../test/support/processes.js'
import { hasProgram, startProgram } from '../../test/support/served.js'
import { inTurn, sampled } from '../../test/support/thoroughness.js'
import { accountOf, isRoot } from './accounts.js'
import { loadPg } from './pg.js'
import { Served } from './served.js'

/** Ten times what it usually takes, on a busy machine. */
const PATIENT = { timeout: SERVED.noticeMs * 10, interval: 20 }
const hasPostgres = (await hasProgram('postgres')) && broughtPackages('postgres')

const KINDS = await Promise.all(
  (['redis', 'mysql', 'memcached'] as const).map(async (kind) => ({ kind, isThere: (await hasProgram(kind)) && (kind === 'redis' || broughtPackages(kind)) })),
)

let folder: string
const cleanUps: (() => unknown)[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-served-test-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
})
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

function order(changes: Partial<ServedOrder> = {}): ServedOrder {
  return { kind: 'postgres', url: null, dataFolder: join(folder, 'data'), space: 'sessionscope', onlyOwn: false, ...changes }
}

interface Watched {
  readonly served: Served
  readonly health: ResourceHealth[]
  readonly tried: SourceAttempt[][]
  pid(): number
}

function watched(): Watched {
  const health: ResourceHealth[] = []
  const tried: SourceAttempt[][] = []
  let last = 0
  const served = new Served({
    health: (now) => health.push(now),
    tried: (attempts) => tried.push([...attempts]),
    owned: ({ pid }) => {
      last = pid
    },
    usage: () => undefined,
  })
  cleanUps.push(() => served.close())
  return { served, health, tried, pid: () => last }
}

/** Listens, and says this to whoever connects. */
async function listenerThat(says: string): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (says !== '') socket.end(says)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const codes = (attempts: readonly SourceAttempt[]) => attempts.map(({ source, code }) => [source, code])

describe.skipIf(!hasPostgres)('a served resource', () => {
  it('starts a program of this machine, keeps what it holds, and ends it', async () => {
    // Where the program refuses to run as root, its folder is elsewhere, and outlives whoever is killed together with what would have removed it.
    const account = isRoot() ? accountOf(['postgres', 'nobody']) : null
    const leftover = join(account === null ? folder : tmpdir(), `sessionscope-postgres-${markOfEnded()}-abcdef`)
    if (account !== null) {
      mkdirSync(leftover)
      cleanUps.push(() => rmSync(leftover, { recursive: true, force: true }))
      chownSync(leftover, account.uid, account.gid)
    }
    const first = watched()
    const { source, address, attempts, shown } = unwrap(await first.served.acquire(order()))
    expect(source).toBe('program')
    expect(codes(attempts).slice(0, 1)).toEqual([['given', 'served-not-set']])
    expect(attempts.find(({ outcome }) => outcome === 'chosen')).toMatchObject({ params: { path: expect.stringContaining('postgres') } })
    expect(shown).not.toContain(new URL(address.url).password)
    expect(existsSync(leftover)).toBe(false)
    expect(await first.served.pulse()).toMatchObject({ up: true })
    const pid = first.pid()
    await first.served.close()
    expect(await survivors([pid], 5_000)).toEqual([])
  })

  it('takes a server at a given address before any that the sandbox starts, and changes nothing in it', async () => {
    const other = await startProgram('postgres')
    cleanUps.push(() => other.stop())
    const { served } = watched()
    const { source, address, attempts } = unwrap(await served.acquire(order({ url: other.url })))
    expect(source).toBe('given')
    expect(address).toEqual({ resource: 'postgres', url: other.url, space: 'sessionscope' })
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['chosen', 'not-needed', 'not-needed', 'not-needed'])
    const { Client } = await loadPg()
    const client = new Client({ connectionString: other.url, connectionTimeoutMillis: 10_000, application_name: 'test' })
    await client.connect()
    const { rows } = await client.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'sessionscope%'")
    expect(rows).toEqual([])
    await client.end()
  })

  it('says of each address that cannot be used why, without what is secret in it', async () => {
    const other = await startProgram('postgres')
    cleanUps.push(() => other.stop())
    const { port } = new URL(other.url)
    const web = await listenerThat('HTTP/1.1 400 Bad Request\r\n\r\n')
    const silent = await listenerThat('')
    const { served } = watched()
    for (const [url, code] of [
      [`postgres://ana:geheim-1@127.0.0.1:${port}/postgres`, 'served-auth'],
      [`postgres://ana:geheim-1@127.0.0.1:${web}/postgres`, 'served-protocol'],
      [`postgres://ana:geheim-1@127.0.0.1:${silent}/postgres`, 'served-no-answer'],
      ['postgres://ana:geheim-1@127.0.0.1:9/postgres', 'served-nothing-listens'],
      ['postgres://ana:geheim-1@no-such-host.invalid/postgres', 'served-host-not-found'],
      ['postgres://ana:ge/heim-1@db', 'served-malformed'],
    ] as const) {
      const { attempts } = unwrap(await served.acquire(order({ url })))
      expect(codes(attempts)[0]).toEqual(['given', code])
      expect(JSON.stringify(attempts)).not.toMatch(/geheim-1|heim-1/)
    }
  })

  const outside = KINDS.filter(({ isThere, kind }) => isThere && kind !== 'redis')
  it.each(inTurn(outside, 0))('$kind: of each address that cannot be used it is said why', async ({ kind }) => {
    const web = await listenerThat('HTTP/1.1 400 Bad Request\r\n\r\n')
    const silent = await listenerThat('')
    const other = await startProgram(kind)
    cleanUps.push(() => other.stop())
    const { port } = new URL(other.url)
    const { served } = watched()
    for (const [url, code] of [
      ...(kind === 'mysql' ? [[`mysql://ana:geheim-1@127.0.0.1:${port}/shop`, 'served-auth'] as const] : []),
      [`${kind}://ana:geheim-1@127.0.0.1:${web}/`, 'served-protocol'],
      [`${kind}://ana:geheim-1@127.0.0.1:${silent}/`, 'served-no-answer'],
      [`${kind}://ana:geheim-1@127.0.0.1:9/`, 'served-nothing-listens'],
      [`${kind}://ana:ge/heim-1@db`, 'served-malformed'],
    ] as const) {
      const { attempts } = unwrap(await served.acquire(order({ kind, url })))
      expect(codes(attempts)[0], url).toEqual(['given', code])
      expect(JSON.stringify(attempts)).not.toMatch(/geheim-1|heim-1/)
    }
  })

  it('says when nothing serves, and what was tried', async () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be')
    const { served, tried } = watched()
    const result: Result<unknown> = await served.acquire(order({ onlyOwn: true }))
    // In memory, the embedded server runs without a folder, where its package is there.
    if (result.ok) return
    expect(result.problem).toMatchObject({ code: 'store-unreachable', params: { why: 'served-none' } })
    expect(codes(tried[0] ?? []).slice(0, 3)).toEqual([
      ['given', 'served-only-own'],
      ['usual-port', 'served-only-own'],
      ['program', 'served-folder'],
    ])
  })

  it('is down when its program is killed, and up again with the data that it had', async () => {
    const { served, health, pid } = watched()
    const { address } = unwrap(await served.acquire(order()))
    const { Pool } = await loadPg()
    const pool = new Pool({ connectionString: address.url, connectionTimeoutMillis: 20_000, application_name: 'test' })
    pool.on('error', () => undefined)
    cleanUps.push(() => pool.end())
    await pool.query('CREATE TABLE kept (name text)')
    await pool.query("INSERT INTO kept VALUES ('Ana')")
    const before = pid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => health.at(0), PATIENT).toMatchObject({ up: false, why: { code: 'served-ended', params: { label: 'PostgreSQL' } } })
    await expect.poll(() => health.at(-1), { ...PATIENT, timeout: SERVED.launchTimeoutMs }).toEqual({ up: true, why: null })
    // It may answer a ping before it is known to have come up.
    await expect.poll(pid, PATIENT).not.toBe(before)
    expect((await pool.query('SELECT name FROM kept')).rows).toEqual([{ name: 'Ana' }])
  })

  const startable = KINDS.filter(({ isThere }) => isThere)
  it.each(sampled(startable, 2))('$kind: a program is started, killed, and serves again at the same address', async ({ kind }) => {
    const { served, health, pid } = watched()
    const { source, address, version } = unwrap(await served.acquire(order({ kind, onlyOwn: true })))
    expect({ source, version }).toEqual({ source: 'program', version: expect.stringMatching(/^\d+\.\d+/) })
    const before = pid()
    process.kill(before, 'SIGKILL')
    await expect.poll(() => health.at(0)?.up, PATIENT).toBe(false)
    await expect.poll(() => health.at(-1), { ...PATIENT, timeout: SERVED.launchTimeoutMs }).toEqual({ up: true, why: null })
    await expect.poll(pid, PATIENT).not.toBe(before)
    const again = unwrap(await served.acquire(order({ kind, onlyOwn: true })))
    expect(again.address).toEqual(address)
  })

  it('is down when its program freezes, and another one serves in its place', async () => {
    const { served, health, pid } = watched()
    unwrap(await served.acquire(order()))
    const before = pid()
    await freeze(before)
    // Not one that has just done its work and ended.
    for (const each of descendantsOf(before)) await freeze(each).catch(() => undefined)
    await expect.poll(() => health.at(0)?.up, PATIENT).toBe(false)
    await expect.poll(() => health.at(-1), { ...PATIENT, timeout: SERVED.launchTimeoutMs }).toEqual({ up: true, why: null })
    // It may answer a ping before it is known to have come up.
    await expect.poll(pid, PATIENT).not.toBe(before)
  })

  it('of somebody else is told of when it is gone and when it is back, and is not started again', async () => {
    const other = await startProgram('postgres')
    cleanUps.push(() => other.stop())
    const { served, health } = watched()
    unwrap(await served.acquire(order({ url: other.url })))
    process.kill(other.owned.pid ?? 0, 'SIGKILL')
    await expect.poll(() => health.at(-1), PATIENT).toMatchObject({ up: false })
    await other.owned.restart()
    await expect.poll(() => health.at(-1), PATIENT).toEqual({ up: true, why: null })
  })
})

interface Forked {
  readonly child: ChildProcess
  readonly pid: number
}

async function forked(): Promise<Forked> {
  const child = fork(entryPath('resources/served/entry'), { serialization: 'advanced', execArgv: [] })
  let pid = 0
  const nothing = () => undefined
  const rpc = createBirpc<ServedFunctions, ServedNotifications>(
    {
      health: nothing,
      tried: nothing,
      usage: nothing,
      owned: (process) => {
        pid = process.pid
      },
    },
    { post: (message) => child.send(message as object), on: (listener) => child.on('message', listener), timeout: -1 },
  )
  cleanUps.push(() => child.kill('SIGKILL'))
  unwrap(await rpc.acquire(order({ onlyOwn: true })))
  return { child, pid }
}

it.skipIf(!hasPostgres)('an address of another kind in the same variable is said to be that', async () => {
  const { served } = watched()
  const { attempts } = unwrap(await served.acquire(order({ url: 'mysql://ana:geheim-1@127.0.0.1/shop', variable: 'DATABASE_URL' })))
  expect(attempts[0]).toMatchObject({ outcome: 'not-set', code: 'served-of-another', params: { variable: 'DATABASE_URL', label: 'PostgreSQL' } })
})

/** Folders outside of the data folder that a PostgreSQL of root's needs. */
const apart = () => readdirSync(tmpdir()).filter((name) => name.startsWith('sessionscope-postgres-'))

describe.skipIf(!hasPostgres)('the process of a served resource', () => {
  it('ends its program with itself when whoever started it is gone', async () => {
    const { child, pid } = await forked()
    child.disconnect()
    expect(await survivors([pid, child.pid ?? 0], 10_000)).toEqual([])
  })

  it('leaves no program and no folder behind when it is killed without a word', async () => {
    const before = apart()
    const { child, pid } = await forked()
    const below = descendantsOf(child.pid ?? 0)
    expect(below).toContain(pid)
    child.kill('SIGKILL')
    expect(await survivors([...below], 10_000)).toEqual([])
    expect(apart().filter((name) => !before.includes(name))).toEqual([])
  })

  it('leaves none behind that was frozen with all that it had started', async () => {
    const { child, pid } = await forked()
    const below = [pid, ...descendantsOf(pid)]
    for (const each of below) await freeze(each).catch(() => undefined)
    child.kill('SIGKILL')
    // Sooner than it would take to end one of them by force, and then the others.
    expect(await survivors(below, 10_000)).toEqual([])
  })
})
