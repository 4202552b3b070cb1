/** A store on trial: a small crowd of visitors, as express-session would call the store for each of them, and what their sessions take. */
import { setTimeout as pause } from 'node:timers/promises'
import session from 'express-session'
import { COMPARISON } from '../config.js'
import type { ComparedFigures, OperationTimes } from '../protocol/comparison.js'
import type { StoreTarget, TrialNotifications } from '../protocol/ipc.js'
import { ProblemError } from '../protocol/problem.js'
import type { OpenStore } from '../stores/adapter.js'
import { openStore } from '../stores/opening.js'
import { findAdapter } from '../stores/registry.js'
import { reviveSession } from '../stores/session-json.js'
import { destroySession, getSession, setSession } from '../stores/store-calls.js'

const HOUR_MS = 3_600_000

/** How long a call took, by what it was. */
type Timed = Record<'get' | 'set', number[]>

export class Trial {
  readonly #progress: TrialNotifications['progress']
  #open: OpenStore | null = null
  #made = 0

  constructor(progress: TrialNotifications['progress']) {
    this.#progress = progress
  }

  /** @throws ProblemError as opening a store does */
  async open({ kind, address }: StoreTarget): Promise<null> {
    await this.#open?.close()
    this.#open = null
    this.#open = await openStore(findAdapter(kind), session, address)
    return null
  }

  /** @throws ProblemError the store's own failure, in words */
  async crowd(visitors: number): Promise<Pick<ComparedFigures, 'get' | 'set' | 'appBytes' | 'outsideBytes'>> {
    await this.#remove(await this.#visits(COMPARISON.warmUp, { get: [], set: [] }, () => undefined))
    const timed: Timed = { get: [], set: [] }
    let toldAt = 0
    const ids = await this.#visits(visitors, timed, (done) => {
      if (performance.now() - toldAt < COMPARISON.progressMs) return
      toldAt = performance.now()
      this.#progress({ phase: 'crowd', done })
    })
    await this.#remove(ids)
    this.#progress({ phase: 'weighing', done: visitors })
    return { get: timesOf(timed.get), set: timesOf(timed.set), ...(await this.#weighed(visitors)) }
  }

  async leave(count: number): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, () => this.#newId())
    await inTurns(ids, (id) => this.#said(setSession(this.#store.store, id, newSession(id))))
    return ids
  }

  async find(ids: readonly string[]): Promise<number> {
    let found = 0
    for (const id of ids) if ((await this.#said(getSession(this.#store.store, id))) !== null) found += 1
    return found
  }

  async clear(): Promise<null> {
    await this.#store.clear()
    return null
  }

  /** Removes every session, and what they were kept in. */
  async remove(): Promise<null> {
    await this.#store.clear()
    await this.#store.drop?.()
    return null
  }

  async close(): Promise<void> {
    await this.#open?.close()
  }

  get #store(): OpenStore {
    if (this.#open === null) throw new Error('The store on trial is not open.')
    return this.#open
  }

  /** What this many sessions take. By then all code has run, and what is not theirs was there before them, or is there after them. */
  async #weighed(count: number): Promise<Pick<ComparedFigures, 'appBytes' | 'outsideBytes'>> {
    const { capabilities } = this.#store.adapter
    const before = await memoryInUse()
    const ids = await this.leave(count)
    const outsideBytes = capabilities.inHeap && !capabilities.survivesRestart ? 0 : await this.#said(this.#store.bytesPerSession())
    const withThem = await memoryInUse()
    await this.#remove(ids)
    const after = await memoryInUse()
    return { appBytes: Math.max(0, Math.round((withThem - Math.max(before, after)) / count)), outsideBytes }
  }

  #newId(): string {
    this.#made += 1
    return `trial-${process.pid}-${this.#made}-${'x'.repeat(12)}`
  }

  /** Visitors, a few at a time. @returns the ids of their sessions */
  async #visits(count: number, timed: Timed, onDone: (done: number) => void): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, () => this.#newId())
    let done = 0
    await inTurns(ids, async (id) => {
      await this.#said(this.#visit(id, timed))
      onDone(++done)
    })
    return ids
  }

  /** Logs in, comes back, and puts a book into the cart each time: what is loaded is put in order, changed and saved. */
  async #visit(id: string, timed: Timed): Promise<void> {
    const { store } = this.#store
    await time(timed.set, () => setSession(store, id, newSession(id)))
    for (let n = 0; n < COMPARISON.returns; n += 1) {
      const found = await time(timed.get, () => getSession(store, id))
      if (found === null) throw new Error('a session that had just been stored was not there')
      const data = revived(id, JSON.stringify(found))
      data.cart = [...(data.cart ?? []), book(id, COMPARISON.books + n)]
      await time(timed.set, () => setSession(store, id, data))
    }
  }

  async #remove(ids: readonly string[]): Promise<void> {
    await inTurns(ids, (id) => this.#said(destroySession(this.#store.store, id)))
  }

  /** A failure of the store in words without an id, data or a credential. */
  async #said<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw error instanceof ProblemError ? error : this.#store.explain(error)
    }
  }
}

/** Some at a time. */
async function inTurns(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  let next = 0
  const line = async () => {
    for (let id = ids[next++]; id !== undefined; id = ids[next++]) await work(id)
  }
  await Promise.all(Array.from({ length: COMPARISON.atOnce }, line))
}

type Data = Parameters<typeof setSession>[2]

/** A line of a cart, no two alike. */
function book(id: string, n: number) {
  return { id: `book-${n}`, title: `Volume ${n} of ${id}`, price: 1_900 + n }
}

function newSession(id: string): Data {
  const cart = Array.from({ length: COMPARISON.books }, (_, n) => book(id, n))
  const cookie = { originalMaxAge: HOUR_MS, expires: new Date(Date.now() + HOUR_MS).toISOString(), httpOnly: true, path: '/', sameSite: 'lax' }
  return revived(id, JSON.stringify({ cookie, isLoggedIn: true, name: 'Visitor', cart }))
}

/** As express-session hands it to the store: with a cookie that knows its own age. */
function revived(id: string, json: string): Data {
  const data = reviveSession(session, id, json)
  if (data === null) throw new Error('the store gave something else than a session')
  return data
}

async function time<T>(into: number[], call: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const answer = await call()
  into.push(performance.now() - began)
  return answer
}

function timesOf(durationsMs: readonly number[]): OperationTimes {
  const sorted = durationsMs.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  return { count: sorted.length, medianMs: at(0.5), p95Ms: at(0.95) }
}

/** A bounded number of collections, until one frees little: on a busy machine, what is done with is let go late. */
const COLLECTIONS = 15
const SETTLED_BYTES = 4_096

/** Bytes of the heap and of buffers beside it, after collections. The process is started with `--expose-gc`. */
async function memoryInUse(): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < COLLECTIONS; n += 1) {
    // What the event loop still holds is let go first.
    await pause(20)
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    const freed = least - (heapUsed + external)
    least = Math.min(least, heapUsed + external)
    if (n >= 2 && freed < SETTLED_BYTES) break
  }
  return least
}
