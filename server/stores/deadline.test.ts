import session, { type SessionData, type Store } from 'express-session'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { STORES } from '../config.js'
import { startBudget, withDeadline } from './deadline.js'
import { StoreCallError } from './store-call-error.js'

/** A store whose `get` takes this long, and whose other calls never come back. */
class StuckStore extends session.Store {
  readonly getMs: number
  constructor(getMs: number) {
    super()
    this.getMs = getMs
  }
  override get(_id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    setTimeout(() => callback(null, null), this.getMs)
  }
  override set(): void {}
  override destroy(): void {}
}

const guarded = (store: Store) =>
  withDeadline(
    store,
    (error) => new StoreCallError('Test', String(error)),
    (ms) => new StoreCallError('Test', `late after ${ms}.`),
  )

async function timed(run: (done: (error?: unknown) => void) => void): Promise<{ readonly ms: number; readonly error: unknown }> {
  const began = performance.now()
  const answer = new Promise((resolve) => run(resolve))
  await vi.advanceTimersByTimeAsync(20_000)
  let at = began
  const error = await answer.then((value) => {
    at = performance.now()
    return value
  })
  return { ms: at - began, error }
}

describe('the deadline of a store', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('answers each call that the store never answers, with an error for people', async () => {
    const store = guarded(new StuckStore(60_000))
    const errors: unknown[] = []
    store.get('a', (error) => errors.push(error))
    store.set('a', { cookie: { originalMaxAge: null } } as SessionData, (error: unknown) => errors.push(error))
    store.destroy('a', (error: unknown) => errors.push(error))
    await vi.advanceTimersByTimeAsync(STORES.callDeadlineMs - 1)
    expect(errors).toEqual([])
    await vi.advanceTimersByTimeAsync(5)
    expect(errors).toHaveLength(3)
    // Worded once, and as one sentence: what is late is not explained as if the store had said it.
    const told = 'The session store (Test) did not do its part: late after 3000. Try again in a moment; nothing has to be restarted.'
    for (const error of errors) expect(error).toMatchObject({ name: 'ProblemError', status: 503, message: told })
  })

  it('answers once, even if the store answers later', async () => {
    const store = guarded(new StuckStore(STORES.callDeadlineMs + 500))
    const answers: unknown[] = []
    store.get('a', (...answer) => answers.push(answer))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(answers).toHaveLength(1)
  })

  it('gives all the calls of one request together no more than its budget', async () => {
    const store = guarded(new StuckStore(2_000))
    const request = {}
    const times: number[] = []
    startBudget(request)
    const began = performance.now()
    store.get('a', () => {
      store.set('a', { cookie: { originalMaxAge: null }, req: request } as unknown as SessionData, () => times.push(performance.now() - began))
      store.destroy('a', () => times.push(performance.now() - began))
    })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(times).toHaveLength(2)
    for (const ms of times) expect(ms).toBeLessThanOrEqual(STORES.requestBudgetMs + 5)
  })

  it('lets a call try for a moment even when the budget is spent', async () => {
    const store = guarded(new StuckStore(0))
    const request = {}
    startBudget(request)
    await vi.advanceTimersByTimeAsync(60_000)
    const { error } = await timed((done) => store.set('a', { cookie: { originalMaxAge: null }, req: request } as unknown as SessionData, done))
    expect(error).toMatchObject({ message: expect.stringContaining(`late after ${STORES.minCallMs}`) })
  })

  it('has touch only where the store has it', () => {
    expect('touch' in guarded(new StuckStore(0))).toBe(false)
    expect(typeof guarded(new session.MemoryStore()).touch).toBe('function')
  })

  it('passes on what the store throws', () => {
    class Throwing extends StuckStore {
      override set(): void {
        throw new TypeError('no JSON')
      }
    }
    expect(() => guarded(new Throwing(0)).set('a', {} as SessionData)).toThrow('no JSON')
    expect(vi.getTimerCount()).toBe(0)
  })

  /** What the callback of a `get` hears from a store whose `get` is this one. */
  async function heard(get: (callback: (...answer: unknown[]) => void) => unknown): Promise<unknown[][]> {
    class Odd extends StuckStore {
      override get(_id: string, callback: (error: unknown, data?: SessionData | null) => void): unknown {
        return get(callback as (...answer: unknown[]) => void)
      }
    }
    const answers: unknown[][] = []
    guarded(new Odd(0)).get('sid', (...answer) => answers.push(answer))
    await vi.advanceTimersByTimeAsync(STORES.callDeadlineMs + 10)
    return answers
  }

  it('hands on by the callback, in words, what the store throws at once: in somebody else’s callback it would end the process', async () => {
    const [[error] = [], ...more] = await heard(() => {
      throw new Error('no socket')
    })
    expect(error).toMatchObject({ status: 503, message: expect.stringContaining('no socket') })
    expect(more).toEqual([])
  })

  it('hands on a defect as it is, since it is the shop’s own', async () => {
    const defect = new TypeError('circular')
    const [[error] = []] = await heard(() => {
      throw defect
    })
    expect(error).toBe(defect)
  })

  it('hands on what an async method rejects with before it calls back, at once', async () => {
    const began = performance.now()
    let after = 0
    const answers = await heard((callback) => {
      void callback
      return Promise.reject(new Error('no table')).finally(() => {
        after = performance.now() - began
      })
    })
    expect(answers).toHaveLength(1)
    expect(answers[0]?.[0]).toMatchObject({ status: 503, message: expect.stringContaining('no table') })
    expect(after).toBeLessThan(STORES.callDeadlineMs)
  })

  it('answers once, however often the store calls back', async () => {
    const answers = await heard((callback) => {
      callback(null, null)
      callback(new Error('again'))
      callback(null, null)
    })
    expect(answers).toEqual([[undefined, null]])
  })

  it('leaves ENOENT what it is, “no such session”, and says nothing of where it was looked for', async () => {
    const [[error] = []] = await heard((callback) => callback(Object.assign(new Error('ENOENT: /home/ana/sid.json'), { code: 'ENOENT' })))
    expect(error).toMatchObject({ code: 'ENOENT' })
    expect(String(error)).not.toContain('sid')
  })
})
