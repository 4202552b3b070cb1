/** The same acts on servers of their own: real processes, stores and databases; and the shop beside them keeps its store and its sessions. */
import { readdirSync, readFileSync } from 'node:fs'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activeUser } from '../../protocol/active-user.js'
import type { Command } from '../../protocol/commands.js'
import { doubtOf } from '../../protocol/doubt.js'
import { differencesOf, partingOf, staysLoggedIn } from '../../protocol/parting.js'
import type { Side, SideBySide } from '../../protocol/side-by-side.js'
import type { Trace } from '../../protocol/trace.js'
import { launch, type Sandbox } from '../support/launch.js'
import { descendantsOf } from '../support/processes.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { isFull } from '../support/thoroughness.js'

type Start = Extract<Command, { type: 'compare:start' }>

const CONFIGURATION = { store: 'memory', shop: 'standard', options: {}, faults: {} } as const
/** How long sessions live. A machine that is busy may be too late for what is to be seen: then it is asked once more, as the page says, and given more time. */
const AGES_MS = [2_500, 4_000, 6_000, 9_000] as const
const [MAX_AGE_MS] = AGES_MS
const active = (maxAgeMs: number) => activeUser(CONFIGURATION, maxAgeMs)
/** A sample has those in which the cookie moves on, since it depends on the store then; all eight by the heap are in compare.e2e.test.ts as well. */
const RESAVE_ROLLING = [false, true].flatMap((resave) => (isFull ? [false, true] : [true]).map((rolling) => ({ resave, rolling })))

let sandbox: Sandbox
const dataFolder = temporaryFolder()
beforeAll(async () => {
  sandbox = await launch({ dataFolder })
  await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
  for (const to of ['mongodb', 'file', 'memory']) {
    if ((await sandbox.state()).store.active !== to) await sandbox.command({ type: 'store:switch', to })
    expect(await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })).toMatchObject({ ok: true, value: { status: 200 } })
  }
})
afterAll(() => sandbox.stop())

/** @param traceAt what is repeated, by how long a session lives where that does not matter otherwise */
async function compared(traceAt: (maxAgeMs: number) => Trace, sides: Start['sides'], more: Partial<Start> = {}, attempt = 0): Promise<SideBySide> {
  const trace = traceAt(AGES_MS[attempt] ?? MAX_AGE_MS)
  expect(await sandbox.command({ type: 'compare:start', trace, sides, ...more })).toEqual({ ok: true, value: null })
  const { sideBySide } = await sandbox.until('all sides are done', (state) => state.sideBySide?.ended?.outcome !== undefined, 90_000)
  if (sideBySide === null) throw new Error('There is none.')
  expect(sideBySide.sides.map(({ problem }) => problem)).toEqual(sideBySide.sides.map(() => null))
  const doubts = sideBySide.sides.map((side) => doubtOf(side, sideBySide.acts, sideBySide.pace))
  if (attempt + 1 < AGES_MS.length && doubts.some((doubt) => doubt !== null)) return compared(traceAt, sides, more, attempt + 1)
  expect(doubts).toEqual(doubts.map(() => null))
  return sideBySide
}

const lessonServers = (pid: number) =>
  descendantsOf(pid).filter((each) => {
    try {
      return /lesson-server\/entry|trial\/entry/.test(readFileSync(`/proc/${each}/cmdline`, 'utf8'))
    } catch {
      return false
    }
  })

async function collections(): Promise<readonly string[]> {
  const { mongo } = await sandbox.state()
  const client = await MongoClient.connect(String(mongo.shownUri))
  try {
    return (await client.db(mongo.database).listCollections().toArray()).map(({ name }) => name)
  } finally {
    await client.close()
  }
}
const files = () => readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
const ofSides = (names: readonly string[]) => names.filter((name) => /side/.test(name))

/** Nothing of the shop has changed, and nothing of the comparison is left. */
async function expectAsBefore(): Promise<void> {
  const { store, server } = await sandbox.state()
  expect([store.active, store.sessionCount, server.boot, store.health.up]).toEqual(['memory', 1, 1, true])
  expect(lessonServers(sandbox.pid)).toHaveLength(1)
  expect(ofSides(await collections())).toEqual([])
  expect(ofSides(files())).toEqual([])
}

/** Which cells keep an active user logged in, as express-session's rules have it: the cookie must move on, and what is stored as well. */
const stays = ({ options, touch }: Side['configuration'], canTouch: boolean) => options.rolling && (options.resave || (canTouch && touch === 'as-it-is'))

function expectByTheRules({ sides, acts }: SideBySide, canTouch: (store: string) => boolean): void {
  const cell = ({ configuration: { store, touch, options } }: Side) => `${store} touch=${touch} resave=${options.resave} rolling=${options.rolling}`
  expect(sides.map((side) => [cell(side), staysLoggedIn(side, acts)])).toEqual(
    sides.map((side) => [cell(side), stays(side.configuration, canTouch(side.configuration.store))]),
  )
}

test('cells on memory: an active user stays logged in where cookie and stored session both move on', { timeout: 180_000 }, async () => {
  const sides = (['as-it-is', 'withheld'] as const).flatMap((touch) => RESAVE_ROLLING.map((options) => ({ touch, options })))
  const run = await compared(active, sides)
  expectByTheRules(run, () => true)
  expect(run.sides.filter((side) => staysLoggedIn(side, run.acts))).toHaveLength(3)
  await expectAsBefore()
})

test('cells on MongoDB: one package cannot touch, the other can', { timeout: 180_000 }, async () => {
  const sides = ['mongodb', 'connect-mongo'].flatMap((store) => RESAVE_ROLLING.map((options) => ({ store, options })))
  const run = await compared(active, sides)
  expectByTheRules(run, (store) => store === 'connect-mongo')
  await expectAsBefore()
})

test('connect-mongo without its touch is as one that has none; sides that are alike never part', { timeout: 180_000 }, async () => {
  const withheld = RESAVE_ROLLING.map((options) => ({ store: 'connect-mongo', touch: 'withheld' as const, options }))
  const alike = { store: 'file', options: { rolling: true } }
  const run = await compared(active, [...withheld, alike, alike])
  expectByTheRules({ ...run, sides: run.sides.slice(0, withheld.length) }, () => true)
  const [left, right] = run.sides.slice(withheld.length)
  if (left === undefined || right === undefined) throw new Error('There are not two more.')
  expect(differencesOf(left, right).map(({ difference }) => difference)).toEqual(run.acts.map(() => null))
  expect(left.answers.map(({ session }) => session)).toEqual(run.acts.map(() => 'S1'))
  await expectAsBefore()
})

/** Five visits after the log-in, of which the fourth comes when what nobody has moved on has ended. */
const AS_DRAWN: Trace = {
  version: 2,
  configuration: { ...CONFIGURATION, options: { rolling: true, maxAgeMs: 3_000 } },
  browsers: ['Alice'],
  acts: [0, 0, 800, 800, 2_100, 800].map((pauseMs, index) =>
    index === 0 ? { browser: 0, method: 'POST', path: '/login', form: 'name=Alice', pauseMs } : ({ browser: 0, method: 'GET', path: '/', pauseMs } as const),
  ),
}

test('memory and MongoDB part at the visit after what was stored has ended, and say why', { timeout: 60_000 }, async () => {
  const { sides } = await compared(() => AS_DRAWN, [{}, { store: 'mongodb' }])
  const [left, right] = sides
  if (left === undefined || right === undefined) throw new Error('There are not two.')
  expect(differencesOf(left, right).map(({ difference }) => difference)).toEqual([null, null, 'inward', 'inward', 'outward', 'outward'])
  expect(partingOf(left, right)).toBe(4)
  expect(left.answers[4]).toMatchObject({ status: 200, greeting: 'Hello, Alice', isLoggedIn: true, session: 'S1', cookie: 'kept' })
  expect(right.answers[4]).toMatchObject({ status: 200, greeting: 'Hello, stranger', isLoggedIn: false, session: 'S2', cookie: null, storedLeft: 'none' })
  expect(right.answers[4]?.decisions).toContainEqual(expect.objectContaining({ kind: 'store', yes: false, reason: 'expired', sessionId: 'S1' }))
  expect(right.answers[2]?.decisions).toContainEqual(expect.objectContaining({ kind: 'touch', yes: false, reason: 'no-touch' }))
  // The third visit finds 2.2 s less on the one side than on the other.
  expect(Number(left.answers[3]?.storedLeft) - Number(right.answers[3]?.storedLeft)).toBeGreaterThan(1_000)
  await expectAsBefore()
})

test('a wire that fails on one side: that side alone says so', { timeout: 60_000 }, async () => {
  const faults = { 'wire-failures': { get: 1, set: 0, touch: 0, destroy: 0 } }
  const { sides } = await compared(() => activeUser(CONFIGURATION, 30_000), [{}, { faults }], { speed: 60, agesToo: false })
  expect(sides.map(({ answers }) => answers[1]?.status)).toEqual([200, 503])
  await expectAsBefore()
})

test('cancelled in the middle, it ends at once; a side whose process is killed says so, and the other goes on', { timeout: 90_000 }, async () => {
  const trace = activeUser(CONFIGURATION, 20_000)
  const sides = [{ store: 'mongodb' }, { store: 'file' }]
  const begun = ({ sideBySide }: Pick<SideBySideState, 'sideBySide'>) => sideBySide?.sides.every(({ answers }) => answers.length === 2) === true
  await sandbox.command({ type: 'compare:start', trace, sides })
  await sandbox.until('both have logged in', begun, 60_000)
  expect(await sandbox.command({ type: 'compare:start', trace, sides })).toMatchObject({ ok: false, problem: { code: 'busy' } })
  expect(await sandbox.command({ type: 'compare:cancel' })).toEqual({ ok: true, value: null })
  expect((await sandbox.state()).sideBySide).toMatchObject({ ended: { outcome: 'cancelled' }, sides: [{ problem: null }, { problem: null }] })
  expect(await sandbox.command({ type: 'compare:cancel' })).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  await expectAsBefore()

  const own = lessonServers(sandbox.pid)
  await sandbox.command({ type: 'compare:start', trace: activeUser(CONFIGURATION, MAX_AGE_MS), sides })
  await sandbox.until('both have logged in', begun, 60_000)
  const [victim] = lessonServers(sandbox.pid).filter((pid) => !own.includes(pid))
  process.kill(Number(victim), 'SIGKILL')
  const { sideBySide } = await sandbox.until('it has ended', (state) => state.sideBySide?.ended?.outcome === 'done', 60_000)
  expect(sideBySide?.sides.filter(({ problem }) => problem !== null)).toHaveLength(1)
  expect(sideBySide?.sides.find(({ problem }) => problem === null)?.answers).toHaveLength(7)
  await expectAsBefore()
})
type SideBySideState = Awaited<ReturnType<Sandbox['state']>>

test('what cannot be run is refused, or told of its side', { timeout: 60_000 }, async () => {
  const trace = activeUser(CONFIGURATION, MAX_AGE_MS)
  const refused = async (order: Omit<Start, 'type'>) => {
    const result = await sandbox.command({ type: 'compare:start', ...order })
    return result.ok ? null : result.problem.code
  }
  expect(await refused({ trace, sides: [{}, { store: 'none' }] })).toBe('unknown-store')
  expect(await refused({ trace, sides: [{}, { shop: 'none' }] })).toBe('unknown-shop')
  expect(await refused({ trace, sides: [{}] })).toBe('bad-command')
  expect(await refused({ trace, sides: [{}, {}], speed: 10 })).toBe('bad-input')
  expect(await refused({ trace: activeUser(CONFIGURATION, 600_000), sides: [{}, {}] })).toBe('limit-reached')
  const { sideBySide } = await (async () => {
    await sandbox.command({ type: 'compare:start', trace, sides: [{}, { store: 'postgres' }], speed: 2 })
    return sandbox.until('it has ended', (state) => state.sideBySide?.ended?.outcome === 'done', 60_000)
  })()
  expect(sideBySide?.sides[0]).toMatchObject({ problem: null })
  expect(sideBySide?.sides[0]?.answers).toHaveLength(trace.acts.length)
  await expectAsBefore()
})

test('killed in the middle, it leaves no process, and what it has written goes at the next start', { timeout: 90_000 }, async () => {
  await sandbox.command({ type: 'compare:start', trace: activeUser(CONFIGURATION, 20_000), sides: [{ store: 'mongodb' }, { store: 'file' }] })
  await sandbox.until('both have logged in', ({ sideBySide }) => sideBySide?.sides.every(({ answers }) => answers.length === 2) === true, 60_000)
  // The control: they are there.
  expect(ofSides(await collections())).not.toEqual([])
  expect(ofSides(files()).length).toBeGreaterThan(1)
  const processes = descendantsOf(sandbox.pid)
  const { shopPort } = sandbox
  await sandbox.kill()
  await expect.poll(() => processes.filter((pid) => existsProcess(pid)), { timeout: 15_000 }).toEqual([])
  sandbox = await launch({ dataFolder, shopPort })
  await sandbox.until('a MongoDB is there', ({ mongo }) => mongo.phase === 'up')
  await expect.poll(async () => [...ofSides(await collections()), ...ofSides(files())], { timeout: 30_000 }).toEqual([])
})

function existsProcess(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
