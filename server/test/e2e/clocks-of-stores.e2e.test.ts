/** What the clocks on the page say is left is what the store itself has, asked beside the sandbox: a TTL, a column, a field, a file. */
import { symlinkSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unwrap } from '../../protocol/problem.js'
import { importPackage, PACKAGES_VARIABLE } from '../../stores/packages.js'
import { openBrowser, shot, withoutChromium } from '../support/browser.js'
import { launch, type Sandbox } from '../support/launch.js'
import { broughtPackages } from '../support/packages.js'
import { hasProgram, startProgram, type TestServer } from '../support/served.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { sampled } from '../support/thoroughness.js'
import { becomes, type Dashboard, openDashboard, seen } from './dashboard.js'

const LIFE_MS = 600_000
/** Longer than what the stores that count in seconds may be off. */
const PAUSE_MS = 3_500
/** Whole seconds on the page, and whole seconds in some of the stores. */
const OFF_BY_S = 2.5
const ALICE = 'browser:alice'

/** Seconds until the store removes a session, by what the store itself says. */
type Left = (sandbox: Sandbox, id: string) => Promise<number>
const until = (date: number) => (date - Date.now()) / 1_000

const inRedis: Left = async (sandbox, id) => {
  const { shown } = (await sandbox.state()).resources.redis
  const client = await createClient({ url: String(shown) }).connect()
  try {
    const [key] = (await client.keys('*')).filter((each) => each.endsWith(id))
    return (await client.pTTL(key ?? '')) / 1_000
  } finally {
    client.destroy()
  }
}

const inPostgres =
  (url: () => string): Left =>
  async (_sandbox, id) => {
    const { default: pg } = await importPackage<{ default: { Client: new (options: object) => PgClient } }>('pg')
    const client = new pg.Client({ connectionString: url() })
    await client.connect()
    try {
      const { rows } = await client.query("select table_schema as space, table_name as name from information_schema.columns where column_name = 'sid'")
      const [{ space, name }] = rows as unknown as [{ readonly space: string; readonly name: string }]
      const found = await client.query(`select extract(epoch from expire - now()::timestamp(6)) as left from "${space}"."${name}" where sid = $1`, [id])
      return Number((found.rows[0] as { readonly left: string } | undefined)?.left)
    } finally {
      await client.end()
    }
  }
interface PgClient {
  connect(): Promise<void>
  end(): Promise<void>
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

const inMongo =
  (suffix: string): Left =>
  async (sandbox, id) => {
    const { mongo } = await sandbox.state()
    const client = await MongoClient.connect(String(mongo.shownUri))
    try {
      const document = await client.db(mongo.database).collection<{ _id: string; expires: Date }>(`${mongo.collection}${suffix}`).findOne({ _id: id })
      return until(document?.expires.getTime() ?? Number.NaN)
    } finally {
      await client.close()
    }
  }

/** By what session-file-store goes: when it was written last, and the life that its cookie was given. */
const inFile: Left = async (sandbox, id) => {
  const folder = (await sandbox.state()).launch.dataFolder
  const [path] = (await readdir(folder, { recursive: true })).filter((each) => each.endsWith(`${id}.json`))
  const session = JSON.parse(await readFile(join(folder, String(path)), 'utf8')) as {
    readonly __lastAccess: number
    readonly cookie: { readonly originalMaxAge: number }
  }
  return until(session.__lastAccess + session.cookie.originalMaxAge)
}

const hasRedis = await hasProgram('redis')
const hasPostgres = (await hasProgram('postgres')) && broughtPackages('postgres')

describe.skipIf(withoutChromium)('what is left of a document', () => {
  let sandbox: Sandbox
  let dashboard: Dashboard
  let postgres: TestServer | null = null
  beforeAll(async () => {
    if (hasPostgres) postgres = await startProgram('postgres')
    const dataFolder = temporaryFolder()
    symlinkSync(process.env[PACKAGES_VARIABLE] ?? '', join(dataFolder, 'packages'), 'junction')
    sandbox = await launch({ dataFolder, env: { DATABASE_URL: postgres?.url, REDIS_URL: undefined } })
    await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
    unwrap(await sandbox.command({ type: 'server:configure', options: { maxAgeMs: LIFE_MS } }))
    dashboard = await openDashboard(await openBrowser(), sandbox)
    await dashboard.page.getByRole('tab', { name: /Alice/ }).click()
  })
  afterAll(async () => {
    await dashboard?.close()
    await sandbox?.stop()
    await postgres?.stop()
  })

  const clock = (name: string) => dashboard.page.locator(`[data-clock=${name}]`)
  const shown = async () => seconds((await clock('document').locator('b').textContent()) ?? '')

  const places: readonly (readonly [kind: string, left: Left, touches: boolean, isThere: boolean])[] = [
    ['redis', inRedis, true, hasRedis],
    ['postgres', inPostgres(() => postgres?.url ?? ''), true, hasPostgres],
    ['file', inFile, true, true],
    ['connect-mongo', inMongo('_connect_mongo'), true, true],
    ['mongodb', inMongo(''), false, true],
  ]
  // A sample has one that counts in seconds and one without a touch.
  test.for(sampled(places, 2))(
    '%s: it is what the store has, after a save and after a request that changes nothing',
    async ([kind, left, touches, isThere], { skip }) => {
      skip(!isThere, `${kind} is not on this machine`)
      unwrap(await sandbox.command({ type: 'browser:forget-cookies', browser: ALICE }))
      expect(unwrap(await sandbox.command({ type: 'store:switch', to: kind, allowFound: true }))).toMatchObject({ refused: null })
      unwrap(await sandbox.command({ type: 'browser:log-in', browser: ALICE }))
      const { browsers } = await sandbox.state()
      const id = browsers.find((browser) => browser.id === ALICE)?.sessionId ?? ''
      await becomes('the clock of this session', shown, (value) => value > LIFE_MS / 1_000 - 30)
      /** Both at once, since both go on. */
      const both = async () => {
        const [page, store] = await Promise.all([shown(), left(sandbox, id)])
        expect([page, store].every(Number.isFinite), `${page} and ${store}`).toBe(true)
        return { page, store, apart: Math.abs(page - store) }
      }
      await becomes('what the store has', both, ({ apart }) => apart <= OFF_BY_S)
      const before = await both()
      const askedAt = Date.now()
      await delay(PAUSE_MS)
      unwrap(await sandbox.command({ type: 'browser:visit', browser: ALICE }))
      // With a touch it has all of its life again; without one, what is left is less by what has passed.
      const least = touches ? LIFE_MS / 1_000 - OFF_BY_S : 0
      await becomes('what the store has after the request', both, ({ apart, store }) => apart <= OFF_BY_S && store >= least)
      const after = await both()
      const passed = (Date.now() - askedAt) / 1_000
      if (touches) expect(after.store).toBeGreaterThan(before.store - passed + PAUSE_MS / 1_000 - OFF_BY_S)
      else expect(after.store).toBeLessThanOrEqual(before.store - passed + OFF_BY_S)
      await seen(clock('document').getByText(touches ? /by a save, or by a touch/ : /Only a save moves it/))
      if (kind === 'redis') await shot(dashboard.page, 'clocks-of-redis')
    },
  )
})

/** "in 9 min 59 s" */
function seconds(words: string): number {
  const found = /in (?:(\d+)\sh\s?)?(?:(\d+)\smin\s?)?(?:(\d+)\ss)?$/.exec(words)
  if (found === null) return Number.NaN
  const [hours = 0, minutes = 0, rest = 0] = found.slice(1).map((part) => Number(part ?? 0))
  return hours * 3_600 + minutes * 60 + rest
}
