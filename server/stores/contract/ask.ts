/** A store's own methods, asked without any trust: it may throw, reject, call back at once, twice, or never. */
import session, { type SessionData, type Store } from 'express-session'
import { isNoSuchSession } from '../no-such-session.js'

export type Data = SessionData & Record<string, unknown>
type Done = (error?: unknown, value?: unknown) => void

export const HOUR_MS = 3_600_000

/** A session as express-session hands it to a store. @param expires null: as long as the browser is open */
export function sessionData(id: string, data: Record<string, unknown>, expires: Date | null = new Date(Date.now() + HOUR_MS)): Data {
  // What express-session makes of a date: the life that is left. It would be 0 only in the very moment.
  const originalMaxAge = expires === null ? null : expires.getTime() - Date.now()
  const cookie = { originalMaxAge, expires, httpOnly: true, path: '/' }
  const create = session.Store.prototype.createSession as unknown as (request: unknown, data: unknown) => Data
  return create({ sessionID: id }, { cookie, ...data })
}

export type Answer = { readonly is: 'value'; readonly value: unknown } | { readonly is: 'error'; readonly error: unknown } | { readonly is: 'never' }

/** How a call was answered. */
export interface Call {
  readonly answer: Answer
  /** Before the call had returned. */
  readonly wasAtOnce: boolean
  /** Callbacks until now: it may call back once more. */
  times(): number
}

/**
 * @param call calls the method with a callback, and answers with what it returned
 * @param patienceMs how long an answer is waited for
 */
export async function ask(call: (done: Done) => unknown, patienceMs: number): Promise<Call> {
  let times = 0
  let isCalling = true
  let wasAtOnce = false
  let timer: NodeJS.Timeout | undefined
  const answer = await new Promise<Answer>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, { is: 'never' }), patienceMs)
    try {
      const returned = call((error, value) => {
        times += 1
        wasAtOnce ||= isCalling
        resolve(error ? { is: 'error', error } : { is: 'value', value })
      })
      // Some methods are async functions, whose failure before the callback would be nobody's.
      if (returned instanceof Promise) returned.catch((error: unknown) => resolve({ is: 'error', error }))
    } catch (error) {
      resolve({ is: 'error', error })
    }
    isCalling = false
  })
  clearTimeout(timer)
  return { answer, wasAtOnce, times: () => times }
}

/** How long each answer of a store is waited for. */
export interface Asked {
  readonly store: Store
  readonly patienceMs: number
}

export const set = ({ store, patienceMs }: Asked, id: string, data: Data): Promise<Call> => ask((done) => store.set(id, data, done), patienceMs)
export const get = ({ store, patienceMs }: Asked, id: string): Promise<Call> => ask((done) => store.get(id, done as never), patienceMs)
export const destroy = ({ store, patienceMs }: Asked, id: string): Promise<Call> => ask((done) => store.destroy(id, done), patienceMs)
/** The store has a touch. */
export const touch = ({ store, patienceMs }: Asked, id: string, data: Data): Promise<Call> =>
  ask((done) => (store.touch as NonNullable<Store['touch']>)(id, data, done as never), patienceMs)

/** What `get` finds; null: nothing, in whichever of the ways that express-session allows. Otherwise why there is no answer. */
export type Found = { readonly is: 'found'; readonly data: Data | null } | Exclude<Answer, { readonly is: 'value' }>

export async function find(asked: Asked, id: string): Promise<Found> {
  const { answer } = await get(asked, id)
  if (answer.is === 'error' && isNoSuchSession(answer.error)) return { is: 'found', data: null }
  return answer.is === 'value' ? { is: 'found', data: (answer.value as Data | null | undefined) ?? null } : answer
}

/** In few words; null where there was no error. */
export function wordsOf(answer: Answer | Found): string | null {
  return answer.is === 'error' ? messageOf(answer.error) : null
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}
