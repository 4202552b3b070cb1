/**
 * What express-session's README promises of a store ("Session Store Implementation"), and what an adapter's capabilities claim, as checks on a store that is
 * open: each says which promise it is about, so that a store that breaks one can be held to have broken just that one.
 */
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { SessionData, Store } from 'express-session'
import type { StorePoint } from '../../protocol/store-catalogue.js'
import type { OpenStore, StoreAdapter, StoreTuning } from '../../stores/adapter.js'
import { POINTS_INSIDE } from '../../stores/contract/inside.js'
import { fill, type Listed, seeAll, seeClear, seeLength } from '../../stores/contract/list-points.js'
import { type Point, type Subject as PointSubject, tried } from '../../stores/contract/subject.js'
import { type Data, destroySession, getSession, type Patience, sessionData, setSession } from './calls.js'

/** A store on trial. */
export interface Subject extends Patience {
  readonly adapter: StoreAdapter
  readonly open: OpenStore
  /** Opens it once more at the same place, as another process would. */
  again(tuning?: StoreTuning): Promise<OpenStore>
  /** Does the work while the database's sweeper passes, where the store relies on one. */
  sweeping?(work: () => Promise<void>): Promise<void>
  /** Ends the database's process and starts another one on the same data, where the store has one. What was open is of no use then. */
  startAgain?(): Promise<void>
}

export interface Promised {
  /** A capability, or a word for what every store must do. */
  readonly about: string
  readonly promise: string
  check(subject: Subject): Promise<void>
}

const KB = 1024
/** How long an answer that is not expected is waited for. */
const SILENCE_MS = 1_000
/** The life of a session that is to expire in a moment: servers count in whole seconds. */
const SOON_MS = 1_500

const set = (subject: Subject, id: string, data: Data, store: Store = subject.open.store) => setSession(subject, store, id, data)
const get = (subject: Subject, id: string, store: Store = subject.open.store) => getSession(subject, store, id)
const destroy = (subject: Subject, id: string, store: Store = subject.open.store) => destroySession(subject, store, id)

/** Does the work while another one at the same place passes every second, as the timer of a learner's app does now and then. */
async function withQuickSweeper(subject: Subject, work: () => Promise<void>): Promise<void> {
  const sweeping = await subject.again({ sweepEveryMs: 1_000 })
  await work().finally(() => sweeping.close())
}

/** Waits until what was written is kept, where the store takes its time. */
export async function settled({ capabilities }: StoreAdapter): Promise<void> {
  if (capabilities.losesLastMs !== undefined) await sleep(capabilities.losesLastMs + 1_000)
}

/** The points of the contract, as `npm run stores` tries them, here of the store that an adapter opens. */
async function keeps(subject: Subject, points: readonly StorePoint[]): Promise<void> {
  for (const point of points) {
    const { result, detail } = await tried(POINTS_INSIDE[point] as Point, onTrial(subject))
    assert.equal(result, 'kept', `${point}: ${String(result)} ${detail ?? ''}`)
  }
}

function onTrial({ open, answerWithinMs }: Subject): PointSubject {
  return {
    store: open.store,
    patienceMs: answerWithinMs,
    soonMs: SOON_MS,
    afterMs: 100,
    expiresAt: async (id) => (await open.read(id))?.expiresAt ?? null,
  }
}

/** An optional method tells the truth; or it is missing, or of no use, as the adapter says. */
async function listed(subject: Subject, name: 'all' | 'length' | 'clear', see: (subject: PointSubject) => Promise<Listed | null>): Promise<void> {
  const has = subject.adapter.capabilities[name]
  const trial = onTrial(subject)
  await fill(trial, { withExpired: false })
  const found = await see(has ? trial : { ...trial, patienceMs: Math.min(SILENCE_MS, trial.patienceMs) })
  const isTrue = found !== null && found.seen.length === 0
  assert.equal(isTrue, has, has ? `it has ${name}: ${found?.seen.join(', ')}` : `it says that its ${name} is of no use, and it works`)
}

/** The session data without what is express-session's, and the store's, own. */
const plain = (data: SessionData | null, { adapter }: Pick<Subject, 'adapter'>): Record<string, unknown> => {
  const rest = JSON.parse(JSON.stringify(data ?? {})) as Record<string, unknown>
  return Object.fromEntries(Object.entries(rest).filter(([key]) => key !== 'cookie' && adapter.addsToSession?.includes(key) !== true))
}

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

function heapUsed(): number {
  collect()
  return process.memoryUsage().heapUsed
}

/** Of how many stores that are opened one after the other the timers are compared. */
const OPENINGS = 3

/** After how long the timer of the store's own first passes, each time that it is opened as a learner's app opens it; empty: it has none of about that length. */
async function firstPasses({ adapter, again }: Subject): Promise<readonly number[]> {
  const { sweepEveryMs = Number.NaN } = adapter.capabilities
  const passes: number[] = []
  for (let opening = 0; opening < OPENINGS; opening++) {
    const delays = await timersDuring(() => again().then((open) => open.close()))
    passes.push(...delays.filter((ms) => ms >= sweepEveryMs / 2 && ms <= sweepEveryMs * 1.5).slice(0, 1))
  }
  return passes
}

/** For how long each timer is set that is set meanwhile, in ms. Packages have no others than the process. */
async function timersDuring(work: () => Promise<void>): Promise<readonly number[]> {
  const { setTimeout: timeout, setInterval: interval } = globalThis
  const delays: number[] = []
  const noted =
    <Set extends typeof timeout | typeof interval>(set: Set) =>
    (...args: Parameters<Set>) => {
      delays.push(args[1] ?? 0)
      return Reflect.apply(set, globalThis, args)
    }
  Object.assign(globalThis, { setTimeout: noted(timeout), setInterval: noted(interval) })
  try {
    await work()
  } finally {
    Object.assign(globalThis, { setTimeout: timeout, setInterval: interval })
  }
  return delays
}

const areDrawn = (passes: readonly number[]) => new Set(passes).size > 1

export const PROMISES: readonly Promised[] = [
  {
    about: 'store',
    promise: 'it is an EventEmitter with the methods that express-session calls',
    async check({ open: { store } }) {
      assert.ok(store instanceof EventEmitter)
      for (const name of ['get', 'set', 'destroy', 'regenerate', 'load', 'createSession'] as const) assert.equal(typeof store[name], 'function', name)
    },
  },
  {
    about: 'get',
    promise: 'an unknown id is null, undefined, or an error with the code ENOENT, and nothing else',
    check: (subject) => keeps(subject, ['unknown-id']),
  },
  {
    about: 'set',
    promise: 'what was set is given back: texts of every script, nested, large, with dots and dollars in its keys; it replaces what was there',
    check: (subject) => keeps(subject, ['round-trip', 'nul-character']),
  },
  {
    about: 'cookie',
    promise: 'the cookie comes back with its expiry, also without one',
    check: (subject) => keeps(subject, ['cookie', 'no-age']),
  },
  {
    about: 'destroy',
    promise: 'a session is gone when the callback comes; one that is not there is no error',
    check: (subject) => keeps(subject, ['destroy', 'destroy-unknown']),
  },
  {
    about: 'parallel',
    promise: 'many calls at the same time do not disturb each other',
    check: (subject) => keeps(subject, ['parallel']),
  },
  {
    about: 'touch',
    promise: 'touch moves the expiry and nothing else, and revives nobody',
    async check(subject) {
      const has = typeof subject.open.store.touch === 'function'
      assert.equal(has, subject.adapter.capabilities.touch, 'it has touch')
      if (has) await keeps(subject, ['touch-keeps', 'touch-moves', 'touch-revives'])
    },
  },
  {
    about: 'all',
    promise: 'all gives every session, in a list or by id',
    check: (subject) => listed(subject, 'all', seeAll),
  },
  {
    about: 'length',
    promise: 'length is how many sessions there are',
    check: (subject) => listed(subject, 'length', (trial) => seeLength(trial, false)),
  },
  {
    about: 'clear',
    promise: 'clear removes every session',
    check: (subject) => listed(subject, 'clear', seeClear),
  },
  {
    about: 'expiry',
    promise: 'an expired session is given to nobody, and is removed by whoever the adapter names',
    async check(subject) {
      const { expiry } = subject.adapter.capabilities
      // A server that counts a key's life would not even take one that is over.
      const expires = new Date(Date.now() + (expiry === 'ttl' ? SOON_MS : -1_000))
      await set(subject, 'old', sessionData('old', { name: 'Old' }, expires))
      if (expiry === 'ttl') await sleep(SOON_MS + 100)
      if (expiry === 'never') {
        assert.notEqual(await get(subject, 'old'), null, 'whoever asks still gets it')
        return
      }
      const swept = async () => {
        const until = performance.now() + subject.answerWithinMs
        while ((await subject.open.read('old')) !== null) {
          assert.ok(performance.now() < until, `nobody has removed it within ${subject.answerWithinMs} ms`)
          await sleep(20)
        }
      }
      if (expiry === 'sweeper' || expiry === 'ttl') await (subject.sweeping?.(swept) ?? swept())
      assert.equal(await get(subject, 'old'), null)
      if (expiry === 'app-sweeper') await withQuickSweeper(subject, swept)
      assert.equal(await subject.open.read('old'), null)
    },
  },
  {
    about: 'sweepEveryMs',
    promise: 'a timer of the store’s own passes as often as the adapter says; without one, it says nothing',
    async check(subject) {
      const { expiry, sweepEveryMs } = subject.adapter.capabilities
      if (expiry !== 'app-sweeper') return assert.equal(sweepEveryMs, undefined)
      const passes = await firstPasses(subject)
      assert.equal(passes.length, OPENINGS, `no timer of about ${sweepEveryMs} ms`)
      if (!areDrawn(passes)) assert.equal(passes[0], sweepEveryMs)
    },
  },
  {
    about: 'sweepsAtRandom',
    promise: 'each pass comes after a time that is drawn, or after the same, as the adapter says',
    check: async (subject) => assert.equal(areDrawn(await firstPasses(subject)), subject.adapter.capabilities.sweepsAtRandom === true),
  },
  {
    about: 'survivesRestart',
    promise: 'sessions outlive the process, or do not, as the adapter says',
    async check(subject) {
      const { survivesRestart, losesLastMs } = subject.adapter.capabilities
      const isKept = async () => {
        const next = await subject.again()
        const found = await get(subject, 'kept', next.store)
        await next.close()
        return found !== null
      }
      await set(subject, 'kept', sessionData('kept', { name: 'Ana' }))
      // That it is kept in the end is a matter of its own: the suite waits for it once (contract.ts).
      assert.equal(await isKept(), survivesRestart && losesLastMs === undefined)
    },
  },
  {
    about: 'shared',
    promise: 'two servers see the same sessions, or do not, as the adapter says',
    async check(subject) {
      const other = await subject.again()
      // Each has looked before the other one writes.
      await get(subject, 'both')
      await get(subject, 'both', other.store)
      await set(subject, 'both', sessionData('both', { by: 'one' }))
      const seen = plain(await get(subject, 'both', other.store), subject).by === 'one'
      await set(subject, 'both', sessionData('both', { by: 'other' }), other.store)
      const seenBack = plain(await get(subject, 'both'), subject).by === 'other'
      await destroy(subject, 'both', other.store)
      const goneToo = (await get(subject, 'both')) === null
      await other.close()
      assert.equal(seen && seenBack && goneToo, subject.adapter.capabilities.shared)
    },
  },
  {
    about: 'inHeap',
    promise: 'sessions take the heap of this process, or do not, as the adapter says',
    async check(subject) {
      const [count, each] = [32, 96 * KB]
      const before = heapUsed()
      for (let index = 0; index < count; index++)
        await set(subject, `heap-${index}`, sessionData(`heap-${index}`, { text: Buffer.alloc(each, String(index % 10)).toString('latin1') }))
      const grownBy = heapUsed() - before
      assert.equal(grownBy > (count * each) / 2, subject.adapter.capabilities.inHeap, `the heap has grown by ${Math.round(grownBy / KB)} kB`)
    },
  },
]

/** The last one, since nothing that was open before is of use when its database has been another process. */
export const LAST_PROMISE: Promised = {
  about: 'endsWithDatabase',
  promise: 'sessions end with the process of their database, or outlive it, as the adapter says',
  async check({ startAgain, ...subject }) {
    const { survivesRestart, endsWithDatabase = false } = subject.adapter.capabilities
    // Of what ends with the shop's own process, nothing is left to ask a database for.
    if (startAgain === undefined || !survivesRestart) return assert.equal(endsWithDatabase, false, 'it has no database that could end')
    const before = await subject.again()
    await set(subject, 'lasting', sessionData('lasting', { name: 'Ana' }), before.store)
    await before.close()
    await startAgain()
    const after = await subject.again()
    const found = await get(subject, 'lasting', after.store)
    await after.close()
    assert.equal(found === null, endsWithDatabase)
  },
}

/**
 * Tries every promise.
 *
 * @returns what the broken ones are about, each once
 */
export async function brokenPromises(subject: Subject): Promise<readonly string[]> {
  const broken = new Set<string>()
  for (const { about, check } of [...PROMISES, LAST_PROMISE]) {
    await subject.open.clear().catch(() => undefined)
    await check(subject).catch(() => broken.add(about))
  }
  return [...broken]
}
