/** A store's own methods, each held to answer once and in time. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from 'express-session'
import type { Data } from '../../stores/contract/ask.js'
import { isNoSuchSession } from '../../stores/no-such-session.js'
import { within } from '../../within.js'

export { type Data, HOUR_MS, sessionData } from '../../stores/contract/ask.js'

type Done = (error?: unknown, value?: unknown) => void

/** How long an answer may take. */
export interface Patience {
  readonly answerWithinMs: number
}

/** @throws what was reported, or AssertionError when there was no answer in time, or more than one */
async function called({ answerWithinMs }: Patience, what: string, call: (done: Done) => unknown): Promise<unknown> {
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
