import session, { type SessionData, type Store } from 'express-session'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { OpenStore } from '../../stores/adapter.js'
import type { Line } from '../wire/wire.js'

type Done<T = undefined> = (error?: unknown, value?: T) => void

/** One call of the store. */
interface Call {
  readonly name: 'get' | 'set' | 'touch' | 'destroy'
  readonly id: string
  isUnderWay: boolean
}

/** What goes on on one open store: requests and store calls under way, and, while it is being copied, which sessions change. */
export class StoreTraffic {
  readonly open: OpenStore
  readonly target: StoreTarget
  /** What the shop's calls go to: the store itself, but for a wire that was put in front of it. */
  line: Line
  /** Where its sessions were carried to: calls that come late go there. */
  forward: StoreTraffic | null = null
  #requests = 0
  #calls = 0
  #changed: Set<string> | null = null
  #waiting: (() => void)[] = []

  constructor(open: OpenStore, target: StoreTarget, line: Line = open.store) {
    this.open = open
    this.target = target
    this.line = line
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

  /**
   * Makes one call of the store, and answers with what it returned. A session that it changes is marked both when it starts and when it is through: a copy made in between may hold either.
   *
   * @param data for `set` and `touch`
   */
  call<T>(name: Call['name'], id: string, data: SessionData | null, callback: Done<T> | undefined): unknown {
    const { line } = this
    const call: Call = { name, id, isUnderWay: true }
    this.#begin(call)
    // One closure a call, and no more: all of this is on the way of every request of a crowd.
    const done = (error?: unknown, value?: T): void => {
      this.#end(call)
      callback?.(error, value)
    }
    try {
      let returned: unknown
      if (name === 'get') returned = line.get(id, done as Parameters<Store['get']>[1])
      else if (name === 'destroy') returned = line.destroy(id, done)
      else if (data !== null) returned = line[name]?.(id, data, done)
      // An async method that fails before it calls back.
      if (returned instanceof Promise) returned.catch(() => this.#end(call))
      return returned
    } catch (error) {
      this.#end(call)
      throw error
    }
  }

  #begin({ name, id }: Call): void {
    this.#calls += 1
    if (name !== 'get') this.#changed?.add(id)
  }

  /** Idempotent: a store may call back twice, or reject as well. */
  #end(call: Call): void {
    if (!call.isUnderWay) return
    call.isUnderWay = false
    if (call.name !== 'get') this.#changed?.add(call.id)
    this.#calls -= 1
    this.#tellWhenIdle()
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
      return traffic.current.call('get', id, null, callback)
    }

    override set(id: string, data: SessionData, callback?: Done): unknown {
      return traffic.current.call('set', id, data, callback)
    }

    override destroy(id: string, callback?: Done): unknown {
      return traffic.current.call('destroy', id, null, callback)
    }
  }

  const tracked: Store = new TrackedStore()
  if (traffic.open.store.touch) {
    tracked.touch = (id: string, data: SessionData, callback?: Done) => {
      const { current } = traffic
      // Carried on to a store that cannot touch: as there, the expiry stays.
      if (!current.open.store.touch) return setImmediate(() => callback?.())
      return current.call('touch', id, data, callback)
    }
  }
  return tracked
}
