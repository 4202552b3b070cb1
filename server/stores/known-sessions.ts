import type { Store } from 'express-session'
import { IdHashes } from './id-hashes.js'
import { isNoSuchSession } from './no-such-session.js'
import { SessionIdLog } from './session-id-log.js'

type Done = (error?: unknown, ...values: unknown[]) => void
// biome-ignore lint/complexity/noBannedTypes: the methods of a store differ in all but being callable
type AnyMethod = Function

/** Begins the IDs that are ours and nobody's session: a probe, a ping, a mark. */
const RESERVED = 'sessionscope-'

export function reservedId(name: string): string {
  return `${RESERVED}${name}`
}

export function isReservedId(id: string): boolean {
  return id.startsWith(RESERVED)
}

/**
 * The sessions of a store as far as they have passed through this process: those that were set, or found by `get`, and neither destroyed nor found missing
 * since. One that the database removed by itself is known until somebody asks for it.
 */
export class KnownSessions {
  readonly #log = new SessionIdLog()
  readonly #hashes = new IdHashes()

  /** Listens to the store's own methods, in place; each call goes to them as it was. */
  constructor(store: Store) {
    wrap(store, 'set', (id, error) => !error && this.add(id))
    wrap(store, 'destroy', (id, error) => (!error || isNoSuchSession(error)) && this.remove(id))
    wrap(store, 'get', (id, error, found) => this.#noteFound(id, error, found))
    listenToClear(store, () => this.clear())
  }

  get size(): number {
    return this.#log.size
  }

  add(id: string): void {
    if (!isReservedId(id) && this.#hashes.add(id)) this.#log.add(id)
  }

  remove(id: string): void {
    if (this.#hashes.remove(id)) this.#log.remove(id)
  }

  clear(): void {
    this.#log.clear()
    this.#hashes.clear()
  }

  /** From the given position on, letting others run now and then. What is added or removed meanwhile may be seen or not. */
  from(offset: number): AsyncGenerator<string> {
    return this.#log.from(offset)
  }

  #noteFound(id: string, error: unknown, found: unknown): void {
    if (error && !isNoSuchSession(error)) return
    if (!error && found) this.add(id)
    else this.remove(id)
  }
}

/** Has `note` told what came of each call. A method that the store lacks stays lacking. */
function wrap(store: Store, name: 'get' | 'set' | 'destroy', note: (id: string, error: unknown, value: unknown) => void): void {
  replaceMethod(store, name, (original) => {
    return function (this: unknown, id: string, ...rest: unknown[]): unknown {
      const callback = rest.at(-1)
      if (typeof callback !== 'function') {
        const returned = original.call(this, id, ...rest)
        if (name !== 'get') note(id, null, undefined)
        return returned
      }
      const done: Done = (...results) => {
        note(id, results[0], results[1])
        Reflect.apply(callback, undefined, results)
      }
      return original.call(this, id, ...rest.slice(0, -1), done)
    }
  })
}

function listenToClear(store: Store, note: () => void): void {
  replaceMethod(store, 'clear', (original) => {
    return function (this: unknown, callback?: Done): unknown {
      return original.call(this, (error?: unknown, ...values: unknown[]) => {
        if (!error) note()
        callback?.(error, ...values)
      })
    }
  })
}

function replaceMethod(store: Store, name: keyof Store & string, make: (original: AnyMethod) => AnyMethod): void {
  const original: unknown = Reflect.get(store, name)
  if (typeof original !== 'function') return
  Object.defineProperty(store, name, { value: make(original), configurable: true, writable: true, enumerable: Object.hasOwn(store, name) })
}
