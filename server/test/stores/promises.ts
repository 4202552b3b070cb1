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
import type { OpenStore, StoreAdapter, StoreTuning } from '../../stores/adapter.js'
import { called, type Data, type Done, destroySession, getSession, HOUR_MS, type Patience, sessionData, setSession } from './calls.js'

/** A store on trial. */
export interface Subject extends Patience {
  readonly adapter: StoreAdapter
  readonly open: OpenStore
  /** Opens it once more at the same place, as another process would. */
  again(tuning?: StoreTuning): Promise<OpenStore>
  /** Does the work while the database's sweeper passes, where the store relies on one. */
  sweeping?(work: () => Promise<void>): Promise<void>
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
const touch = (subject: Subject, id: string, data: Data) => called(subject, 'touch', (done) => subject.open.store.touch?.(id, data, done))

/** Does the work while another one at the same place passes every second, as the timer of a learner's app does now and then. */
async function withQuickSweeper(subject: Subject, work: () => Promise<void>): Promise<void> {
  const sweeping = await subject.again({ sweepEveryMs: 1_000 })
  await work().finally(() => sweeping.close())
}

/** Waits until what was written is kept, where the store takes its time. */
export async function settled({ capabilities }: StoreAdapter): Promise<void> {
  if (capabilities.losesLastMs !== undefined) await sleep(capabilities.losesLastMs + 1_000)
}

/** An optional method answers rightly; or it is missing, or of no use, as the adapter says. */
async function optional(subject: Subject, name: 'all' | 'length' | 'clear', has: boolean, check: (run: (done: Done) => unknown) => Promise<void>) {
  const method = subject.open.store[name]
  const run = (done: Done) => (method as unknown as (callback: Done) => unknown).call(subject.open.store, done)
  if (has) {
    assert.equal(typeof method, 'function', `it has ${name}`)
    await check(run)
    return
  }
  if (typeof method !== 'function') return
  const worked = check(run).then(
    () => true,
    () => false,
  )
  const worksAtOnce = await Promise.race([worked, sleep(Math.min(SILENCE_MS, subject.answerWithinMs), false)])
  assert.equal(worksAtOnce, false, `it says that its ${name} is of no use, and it works`)
}

function expiryOf(data: SessionData | null): number | null {
  return data?.cookie.expires ? new Date(data.cookie.expires).getTime() : null
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
    async check(subject) {
      assert.equal(await get(subject, 'never-there'), null)
      await set(subject, 'other', sessionData('other', { name: 'Ana' }))
      assert.equal(await get(subject, 'never-there'), null)
    },
  },
  {
    about: 'set',
    promise: 'what was set is given back: texts of every script, nested, large, with dots and dollars in its keys',
    async check(subject) {
      const data = { name: 'Ana <b> ☕ 日本', cart: [{ id: 'x', price: 1.5 }], nested: { 'é$.': [null, true, -0.5, ''] }, large: 'x'.repeat(100 * KB) }
      await set(subject, 'a', sessionData('a', data))
      assert.deepEqual(plain(await get(subject, 'a'), subject), data)
    },
  },
  {
    about: 'set',
    promise: 'a session that is there is replaced, and no other is changed',
    async check(subject) {
      await set(subject, 'a', sessionData('a', { name: 'Ana', cart: [1] }))
      await set(subject, 'b', sessionData('b', { name: 'Bob' }))
      await set(subject, 'a', sessionData('a', { name: 'Zoë' }))
      assert.deepEqual(plain(await get(subject, 'a'), subject), { name: 'Zoë' })
      assert.deepEqual(plain(await get(subject, 'b'), subject), { name: 'Bob' })
    },
  },
  {
    about: 'cookie',
    promise: 'the cookie comes back with its expiry, also without one',
    async check(subject) {
      const expires = new Date(Date.now() + HOUR_MS)
      const data = sessionData('a', {}, expires)
      const life = data.cookie.originalMaxAge
      await set(subject, 'a', data)
      const found = await get(subject, 'a')
      assert.equal(expiryOf(found), expires.getTime())
      assert.equal(found?.cookie.originalMaxAge, life)
      await set(subject, 'browser', sessionData('browser', { name: 'Ana' }, null))
      assert.deepEqual(plain(await get(subject, 'browser'), subject), { name: 'Ana' })
    },
  },
  {
    about: 'destroy',
    promise: 'a session is gone when the callback comes; one that is not there is no error',
    async check(subject) {
      for (const id of ['a', 'b']) await set(subject, id, sessionData(id, {}))
      await destroy(subject, 'a')
      assert.equal(await get(subject, 'a'), null)
      assert.notEqual(await get(subject, 'b'), null)
      await destroy(subject, 'a')
      await destroy(subject, 'never-there')
    },
  },
  {
    about: 'parallel',
    promise: 'many calls at the same time do not disturb each other',
    async check(subject) {
      const ids = Array.from({ length: 100 }, (_, index) => `parallel-${index}`)
      await Promise.all(ids.map((id) => set(subject, id, sessionData(id, { name: id }))))
      const found = await Promise.all(ids.map((id) => get(subject, id)))
      assert.deepEqual(
        found.map((data) => plain(data, subject).name),
        ids,
      )
    },
  },
  {
    about: 'touch',
    promise: 'touch moves the expiry and nothing else, and revives nobody',
    async check(subject) {
      const { store } = subject.open
      assert.equal(typeof store.touch === 'function', subject.adapter.capabilities.touch, 'it has touch')
      if (!store.touch) return
      const [soon, later] = [new Date(Date.now() + HOUR_MS), new Date(Date.now() + 2 * HOUR_MS)]
      await set(subject, 'a', sessionData('a', { cart: ['kept'] }, soon))
      const early = sessionData('a', { cart: [] }, later)
      await touch(subject, 'a', early)
      const touched = await get(subject, 'a')
      assert.deepEqual(plain(touched, subject), { cart: ['kept'] }, 'what another request has saved meanwhile stays')
      // Some move what they go by themselves, and leave the cookie in the session as it was.
      const moved = Math.max(expiryOf(touched) ?? 0, (await subject.open.read('a'))?.expiresAt ?? 0)
      assert.ok(Math.abs(moved - later.getTime()) < 2_000, 'the expiry has moved')
      await destroy(subject, 'a')
      // Some say that there is nothing to touch, and may.
      await touch(subject, 'a', early).catch(() => undefined)
      assert.equal(await get(subject, 'a'), null, 'a session that was destroyed stays so')
    },
  },
  {
    about: 'all',
    promise: 'all gives every session, in a list or by id',
    async check(subject) {
      await optional(subject, 'all', subject.adapter.capabilities.all, async (run) => {
        for (const id of ['a', 'b', 'c']) await set(subject, id, sessionData(id, { name: id }))
        await destroy(subject, 'b')
        const found = await called(subject, 'all', run)
        assert.ok(typeof found === 'object' && found !== null)
        const sessions = Array.isArray(found) ? found : Object.values(found)
        assert.deepEqual(sessions.map((data: SessionData) => plain(data, subject).name).sort(), ['a', 'c'])
      })
    },
  },
  {
    about: 'length',
    promise: 'length is how many sessions there are',
    async check(subject) {
      await optional(subject, 'length', subject.adapter.capabilities.length, async (run) => {
        for (const id of ['a', 'b', 'a', 'c']) await set(subject, id, sessionData(id, {}))
        await destroy(subject, 'b')
        assert.equal(await called(subject, 'length', run), 2)
      })
    },
  },
  {
    about: 'clear',
    promise: 'clear removes every session',
    async check(subject) {
      await optional(subject, 'clear', subject.adapter.capabilities.clear, async (run) => {
        for (const id of ['a', 'b']) await set(subject, id, sessionData(id, {}))
        await called(subject, 'clear', run)
        for (const id of ['a', 'b']) assert.equal(await get(subject, id), null)
      })
    },
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
      if (losesLastMs !== undefined) {
        assert.equal(await isKept(), false, 'what has just been written is lost')
        await settled(subject.adapter)
      }
      assert.equal(await isKept(), survivesRestart)
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

/**
 * Tries every promise.
 *
 * @returns what the broken ones are about, each once
 */
export async function brokenPromises(subject: Subject): Promise<readonly string[]> {
  const broken = new Set<string>()
  for (const { about, check } of PROMISES) {
    await subject.open.clear().catch(() => undefined)
    await check(subject).catch(() => broken.add(about))
  }
  return [...broken]
}
