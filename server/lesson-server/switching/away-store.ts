import session, { type Store } from 'express-session'
import type { StoreCallError } from '../../stores/store-call-error.js'

/**
 * A store that is not there: every request gets `reason()` as its error, also one that needs no session yet
 * (express-session's `generate` throws, so it is passed to the shop's error handler).
 */
export function awayStore(reason: () => StoreCallError): Store {
  const fail = (callback?: (error: unknown) => void) => setImmediate(() => callback?.(reason()))

  class AwayStore extends session.Store {
    // express-session assigns a generator of its own to every store; here it must not take hold.
    set generate(_generator: unknown) {}
    get generate(): () => never {
      return () => {
        throw reason()
      }
    }

    override get(_id: string, callback: (error: unknown) => void): void {
      fail(callback)
    }

    override set(_id: string, _data: unknown, callback?: (error: unknown) => void): void {
      fail(callback)
    }

    override destroy(_id: string, callback?: (error: unknown) => void): void {
      fail(callback)
    }
  }
  return new AwayStore()
}
