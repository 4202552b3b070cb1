import session, { type SessionData, type Store } from 'express-session'
import { STORES } from '../config.js'
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

/**
 * A store whose every call is answered in time: after STORES.callDeadlineMs at the latest (a stopped MongoDB takes the driver 30 s, a frozen one 70 s),
 * sooner when the same request has spent its budget before; and once, however often the store calls back. Its errors are free of session data, and reach
 * the callback also where the store throws or rejects: thrown within a callback of somebody else's, they would end the process. That there is no such
 * session may be an error (ENOENT), and stays one. It has `touch` only when the store has one.
 *
 * @param explain turns what the store reports into words; see OpenStore
 * @param late an error for the call that was given up after so many ms
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

  function guard<T>(ms: number, callback: Done<T> | undefined, call: (done: Done<T>) => unknown): void {
    let answered = false
    const timer = setTimeout(() => {
      // After a stall of our own (a collection), the answer may be waiting to be read: let the socket have its turn first.
      setImmediate(() => settle(() => callback?.(late(ms))))
    }, ms)
    const settle = (tell: () => void) => {
      if (answered) return
      answered = true
      clearTimeout(timer)
      tell()
    }
    const refuse = (error: unknown) => settle(() => callback?.(isNoSuchSession(error) ? noSuchSession() : explain(error)))
    try {
      const returned = call((error, value) => (error ? refuse(error) : settle(() => callback?.(undefined, value))))
      if (returned instanceof Promise) returned.catch(refuse)
    } catch (error) {
      answered = true
      clearTimeout(timer)
      if (!callback) throw error
      // A defect is the shop's own (what cannot be made into JSON), and its error handler must see it as it is.
      setImmediate(callback, isDefect(error) ? error : explain(error))
    }
  }

  class DeadlineStore extends session.Store {
    override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      const began = performance.now()
      guard<SessionData | null>(
        budget(id),
        (error, data) => {
          if (performance.now() - began > STORES.minCallMs) remember(id, began)
          callback(error, data)
        },
        (done) => store.get(id, done),
      )
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
