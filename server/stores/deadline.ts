import session, { type SessionData, type Store } from 'express-session'
import { STORES } from '../config.js'
import { UnderWay } from '../under-way.js'
import { isNoSuchSession, noSuchSession } from './no-such-session.js'
import type { StoreCallError } from './store-call-error.js'

/** When the request came, by performance.now(), on the request itself: a WeakMap would cost more, AsyncLocalStorage far more. */
const startedAt = Symbol('sessionscope.startedAt')

interface Budgeted {
  [startedAt]?: number
}

/** Starts a request's budget: all its store calls together get STORES.requestBudgetMs. */
export function startBudget(request: object): void {
  const budgeted: Budgeted & object = request
  budgeted[startedAt] = performance.now()
}

type Done<T = undefined> = (error?: unknown, value?: T) => void

/** A call that was not answered yet. */
interface PendingCall {
  /** By performance.now(). */
  dueAt: number
  giveUp: (() => void) | null
}

/** One timer for all calls that are under way, set for the one that is due first: a timer for each is an object or two on the way of every request of a crowd. */
class Deadlines {
  readonly #pending = new UnderWay<PendingCall>()
  #timer: NodeJS.Timeout | null = null
  #timerAt = Number.POSITIVE_INFINITY

  begin(call: PendingCall): void {
    this.#pending.add(call)
    if (call.dueAt < this.#timerAt) this.#wakeAt(call.dueAt)
  }

  /** The timer stays: there will be another call before it is due, or it finds nothing to do. */
  end(call: PendingCall): void {
    this.#pending.remove(call)
  }

  #wakeAt(at: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timerAt = at
    this.#timer = setTimeout(() => this.#look(), Math.max(1, Math.ceil(at - performance.now())))
    this.#timer.unref()
  }

  #look(): void {
    this.#timer = null
    this.#timerAt = Number.POSITIVE_INFINITY
    const now = performance.now()
    let next = Number.POSITIVE_INFINITY
    for (const call of this.#pending.all) {
      // After a stall of our own (a collection), the answer may be waiting to be read: let the socket have its turn first.
      if (call.dueAt <= now) setImmediate(() => call.giveUp?.())
      else next = Math.min(next, call.dueAt)
    }
    if (next < Number.POSITIVE_INFINITY) this.#wakeAt(next)
  }
}

/**
 * A store whose every call is answered in time: after STORES.callDeadlineMs at the latest (a stopped MongoDB takes the driver 30 s, a frozen one 70 s),
 * sooner when the same request has spent its budget before; and once, however often the store calls back. Its errors are free of session data, and reach
 * the callback also where the store throws or rejects: thrown within a callback of somebody else's, they would end the process. That there is no such
 * session may be an error (ENOENT), and stays one. It has `touch` only when the store has one.
 *
 * @param explain turns what the store reports into words; see OpenStore
 * @param late an error for the call that was given up, of the ms after which it was
 */
export function withDeadline(store: Store, explain: (error: unknown) => StoreCallError, late: (waitedMs: number) => StoreCallError): Store {
  /** Requests whose `get` was slow, by session ID: `destroy` comes without the request, and must still keep to its budget. */
  const slow = new Map<string, number>()

  function remember(id: string, began: number): void {
    slow.set(id, began)
    setTimeout(() => slow.get(id) === began && slow.delete(id), STORES.requestBudgetMs).unref()
  }

  function budget(id: string, request?: unknown): number {
    const fromRequest = (request as Budgeted | undefined)?.[startedAt]
    const began = fromRequest ?? (slow.size > 0 ? slow.get(id) : undefined)
    if (began === undefined) return STORES.callDeadlineMs
    return Math.max(STORES.minCallMs, Math.min(STORES.callDeadlineMs, began + STORES.requestBudgetMs - performance.now()))
  }

  const deadlines = new Deadlines()

  /** @param began when a `get` began, by performance.now(); null for other calls */
  function guard<T>(ms: number, callback: Done<T> | undefined, call: (done: Done<T>) => unknown, id = '', began: number | null = null): void {
    const pending: PendingCall = { dueAt: 0, giveUp: null }
    let isAnswered = false
    const isFirst = (): boolean => {
      if (isAnswered) return false
      isAnswered = true
      deadlines.end(pending)
      if (began !== null && performance.now() - began > STORES.minCallMs) remember(id, began)
      return true
    }
    const refuse = (error: unknown): void => {
      if (isFirst()) callback?.(isNoSuchSession(error) ? noSuchSession() : explain(error))
    }
    try {
      const returned = call((error, value) => {
        if (error) refuse(error)
        else if (isFirst()) callback?.(undefined, value)
      })
      if (returned instanceof Promise) returned.catch(refuse)
    } catch (error) {
      isAnswered = true
      if (!callback) throw error
      // A defect is the shop's own (what cannot be made into JSON), and its error handler must see it as it is.
      setImmediate(callback, isDefect(error) ? error : explain(error))
    }
    if (isAnswered) return
    pending.dueAt = performance.now() + ms
    pending.giveUp = () => isFirst() && callback?.(late(ms))
    deadlines.begin(pending)
  }

  class DeadlineStore extends session.Store {
    override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      guard<SessionData | null>(budget(id), callback, (done) => store.get(id, done), id, performance.now())
    }

    override set(id: string, data: SessionData, callback?: Done): void {
      guard(budget(id, 'req' in data ? data.req : undefined), callback, (done) => store.set(id, data, done))
    }

    override destroy(id: string, callback?: Done): void {
      guard(budget(id), callback, (done) => store.destroy(id, done))
    }
  }

  const guarded: Store = new DeadlineStore()
  if (store.touch) {
    guarded.touch = (id: string, data: SessionData, callback?: Done) =>
      guard(budget(id, 'req' in data ? data.req : undefined), callback, (done) => store.touch?.(id, data, done))
  }
  return guarded
}

function isDefect(error: unknown): boolean {
  return error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError
}
