/** A store's own methods, each held to answer once and in time. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import session, { type SessionData, type Store } from 'express-session'
import { isNoSuchSession } from '../../stores/no-such-session.js'
import { within } from '../../within.js'

export type Data = SessionData & Record<string, unknown>
export type Done = (error?: unknown, value?: unknown) => void

export const HOUR_MS = 3_600_000

/** A session as express-session hands it to a store. @param expires null: as long as the browser is open */
export function sessionData(id: string, data: Record<string, unknown>, expires: Date | null = new Date(Date.now() + HOUR_MS)): Data {
  // What express-session makes of a date: the life that is left. It would be 0 only in the very moment.
  const originalMaxAge = expires === null ? null : expires.getTime() - Date.now()
  const cookie = { originalMaxAge, expires, httpOnly: true, path: '/' }
  const create = session.Store.prototype.createSession as unknown as (request: unknown, data: unknown) => Data
  return create({ sessionID: id }, { cookie, ...data })
}

/** How long an answer may take. */
export interface Patience {
  readonly answerWithinMs: number
}

/** @throws what was reported, or AssertionError when there was no answer in time, or more than one */
export async function called({ answerWithinMs }: Patience, what: string, call: (done: Done) => unknown): Promise<unknown> {
  let answers = 0
  const answer = new Promise<unknown>((resolve, reject) => {
    const returned = call((error, value) => {
      answers += 1
      if (error) reject(error)
      else resolve(value)
    })
    if (returned instanceof Promise) returned.catch(reject)
  })
  const value = await within(answer, answerWithinMs, () => new assert.AssertionError({ message: `${what} has not called back within ${answerWithinMs} ms` }))
  // A second answer comes at once or in the next turn.
  await sleep(1)
  assert.equal(answers, 1, `${what} calls back once`)
  return value
}

/** What `get` finds; null: nothing, in whichever of the ways that express-session allows. */
export async function getSession(patience: Patience, store: Store, id: string): Promise<Data | null> {
  try {
    return ((await called(patience, 'get', (done) => store.get(id, done))) as Data | null | undefined) ?? null
  } catch (error) {
    if (isNoSuchSession(error)) return null
    throw error
  }
}

export async function setSession(patience: Patience, store: Store, id: string, data: Data): Promise<void> {
  await called(patience, 'set', (done) => store.set(id, data, done))
}

export async function destroySession(patience: Patience, store: Store, id: string): Promise<void> {
  await called(patience, 'destroy', (done) => store.destroy(id, done))
}
