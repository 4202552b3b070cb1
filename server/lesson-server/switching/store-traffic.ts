import session, { type SessionData, type Store } from 'express-session'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { OpenStore } from '../../stores/adapter.js'

type Done<T = undefined> = (error?: unknown, value?: T) => void

/** What goes on on one open store: requests and store calls under way, and, while it is being copied, which sessions change. */
export class StoreTraffic {
  readonly open: OpenStore
  readonly target: StoreTarget
  /** Where its sessions were carried to: calls that come late go there. */
  forward: StoreTraffic | null = null
  #requests = 0
  #calls = 0
  #changed: Set<string> | null = null
  #waiting: (() => void)[] = []

  constructor(open: OpenStore, target: StoreTarget) {
    this.open = open
    this.target = target
  }

  /** The store that a call is for now. */
  get current(): StoreTraffic {
    let traffic: StoreTraffic = this
    while (traffic.forward) traffic = traffic.forward
    return traffic
  }

  get isIdle(): boolean {
    return this.#requests === 0 && this.#calls === 0
  }

  /** Resolves as soon as no request and no store call is under way; both may begin again at once. */
  whenIdle(): Promise<void> {
    return this.isIdle ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }

  requestBegan(): void {
    this.#requests += 1
  }

  /** Bound: it is told by the end of every request. */
  readonly requestEnded = (): void => {
    this.#requests -= 1
    this.#tellWhenIdle()
  }

  /** Runs one call of the store, and answers with what it returned. `changedId`: the session that it changes, marked both when it starts and when it is through: a copy made in between may hold either. */
  call<T>(changedId: string | null, callback: Done<T> | undefined, run: (done: Done<T>) => unknown): unknown {
    this.#calls += 1
    if (changedId !== null) this.#changed?.add(changedId)
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      if (changedId !== null) this.#changed?.add(changedId)
      this.#calls -= 1
      this.#tellWhenIdle()
    }
    try {
      const returned = run((error, value) => {
        end()
        callback?.(error, value)
      })
      // An async method that fails before it calls back.
      if (returned instanceof Promise) returned.catch(end)
      return returned
    } catch (error) {
      end()
      throw error
    }
  }

  /** From now on, sessions that change are noted. */
  startNoting(): void {
    this.#changed = new Set()
  }

  stopNoting(): void {
    this.#changed = null
  }

  get changedCount(): number {
    return this.#changed?.size ?? 0
  }

  /** The sessions that changed since the last time. */
  takeChanged(): string[] {
    const ids = [...(this.#changed ?? [])]
    this.#changed?.clear()
    return ids
  }

  #tellWhenIdle(): void {
    if (!this.isIdle || this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

/**
 * The store as one build of the shop gets it: an object of its own (express-session overwrites `generate` of whatever it is given),
 * with `touch` only when the real store has it, whose calls are counted and go to wherever the sessions are now.
 */
export function trackedStore(traffic: StoreTraffic): Store {
  class TrackedStore extends session.Store {
    override get(id: string, callback: (error?: unknown, data?: SessionData | null) => void): unknown {
      const { current } = traffic
      return current.call<SessionData | null>(null, callback, (done) => current.open.store.get(id, done))
    }

    override set(id: string, data: SessionData, callback?: Done): unknown {
      const { current } = traffic
      return current.call(id, callback, (done) => current.open.store.set(id, data, done))
    }

    override destroy(id: string, callback?: Done): unknown {
      const { current } = traffic
      return current.call(id, callback, (done) => current.open.store.destroy(id, done))
    }
  }

  const tracked: Store = new TrackedStore()
  if (traffic.open.store.touch) {
    tracked.touch = (id: string, data: SessionData, callback?: Done) => {
      const { current } = traffic
      const { store } = current.open
      // Carried on to a store that cannot touch: as there, the expiry stays.
      if (!store.touch) return setImmediate(() => callback?.())
      return current.call(id, callback, (done) => store.touch?.(id, data, done))
    }
  }
  return tracked
}
