/** A store's own methods as promises that end in time, whatever the store does: throws at once, rejects, calls back twice, or never. */
import type { SessionData, Store } from 'express-session'
import { STORES } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import { within } from '../within.js'
import { isNoSuchSession } from './no-such-session.js'

type Done<T> = (error?: unknown, value?: T) => void

/** A store's method has not called back in time. */
export class LateCallError extends Error {
  readonly why: Why

  constructor(ms: number) {
    const late = whyLate(ms)
    super(late.message)
    this.why = late
  }
}

/** @param ms in which a store did not answer */
export function whyLate(ms: number): Why {
  return why('no-answer-within', { ms: Math.round(ms) }, `it did not answer within ${Math.round(ms)} ms.`)
}

/**
 * One call of a store.
 *
 * @param call calls the method, and answers with what it returned
 * @throws what the store reported or threw, or LateCallError when it has not called back within `ms`
 */
export function callStore<T>(call: (done: Done<T>) => unknown, ms: number = STORES.callDeadlineMs): Promise<T | undefined> {
  const answer = new Promise<T | undefined>((resolve, reject) => {
    const returned = call((error, value) => (error ? reject(error) : resolve(value)))
    // Some methods are async functions, whose failure before the callback would be nobody's.
    if (returned instanceof Promise) returned.catch(reject)
  })
  return within(answer, ms, () => new LateCallError(ms))
}

/** @returns null when there is no such session, in whichever way the store says so */
export async function getSession(store: Store, id: string, ms?: number): Promise<SessionData | null> {
  try {
    return (await callStore<SessionData | null>((done) => store.get(id, done), ms)) ?? null
  } catch (error) {
    if (isNoSuchSession(error)) return null
    throw error
  }
}

export async function setSession(store: Store, id: string, data: SessionData): Promise<void> {
  await callStore((done) => store.set(id, data, done))
}

/** A session that is not there is destroyed already. */
export async function destroySession(store: Store, id: string): Promise<void> {
  try {
    await callStore((done) => store.destroy(id, done))
  } catch (error) {
    if (!isNoSuchSession(error)) throw error
  }
}
