/** A tap around a session store: times each call, notes what came of it, and passes everything on as it was. */
import type { Store } from 'express-session'
import { FAULTS, type StoreFaultId } from '../../protocol/faults.js'
import type { StoreOperationName } from '../../protocol/requests.js'
import { isNoSuchSession } from '../../stores/no-such-session.js'
import { describeStoreFailure } from '../store-failure.js'
import type { Wire } from '../wire/wire.js'
import { noteRead, noteSaved } from './crossings.js'
import type { InFlight } from './in-flight.js'
import type { OperationInProgress, RequestInProgress } from './request-in-progress.js'

/** Told of each operation that ended, and of one that nobody times (null) when it begins. */
export type OperationListener = (request: RequestInProgress, name: StoreOperationName, durationMs: number | null) => void

// biome-ignore lint/complexity/noBannedTypes: the methods of a store differ in all but being callable
type AnyMethod = Function

const tapped = new WeakSet<Store>()
const OPERATIONS: readonly StoreOperationName[] = ['get', 'set', 'touch', 'destroy']

/**
 * Puts taps around the methods that the store has, in place. A method that it lacks stays lacking: express-session looks for `touch`.
 * A store that is tapped already is left alone.
 */
export function tapStore(store: Store, inFlight: InFlight, wire: Wire, onOperation: OperationListener): Store {
  if (tapped.has(store)) return store
  tapped.add(store)
  for (const name of OPERATIONS) tapOperation(store, name, inFlight, wire, onOperation)
  tapRegenerate(store, inFlight)
  return store
}

function replaceMethod(store: Store, name: string, make: (original: AnyMethod) => AnyMethod): void {
  const original: unknown = Reflect.get(store, name)
  if (typeof original !== 'function') return
  Object.defineProperty(store, name, { value: make(original), configurable: true, writable: true, enumerable: Object.hasOwn(store, name) })
}

function requestOf(inFlight: InFlight, name: StoreOperationName, sessionId: string, session: unknown): RequestInProgress | null {
  if (name === 'get') return inFlight.ofRead(sessionId)
  if (name === 'destroy') return inFlight.ofDestroy(sessionId)
  return inFlight.ofSession(session)
}

function tapOperation(store: Store, name: StoreOperationName, inFlight: InFlight, wire: Wire, onOperation: OperationListener): void {
  replaceMethod(store, name, (original) => {
    const takesSession = name === 'set' || name === 'touch'
    // No list of what it was called with: for a crowd, that would be an array or two for each call.
    return function (this: unknown, id: unknown, second: unknown, third: unknown): unknown {
      const sessionId = String(id)
      const request = requestOf(inFlight, name, sessionId, second)
      if (!request?.isTimed) {
        if (request) {
          request.noteOperation(name, sessionId)
          onOperation(request, name, null)
        }
        return takesSession ? original.call(this, id, second, third) : original.call(this, id, second)
      }
      const [session, callback] = takesSession ? [second, third] : [undefined, second]

      const operation = request.beginOperation(name, sessionId, session)
      if (name === 'set' || name === 'touch') request.decisions?.stores(name, operation.sessionId, session)
      if (name === 'destroy') request.decisions?.destroys(operation.sessionId)
      const outage = wire.outage
      const end = (error: unknown, found: unknown): void => {
        noteOutage(operation, error !== null, outage ?? wire.outage)
        const durationMs = request.endOperation(operation, error, found)
        if (name === 'set' && !request.isCrowd && error === null && durationMs !== null) noteSaved(inFlight, request, operation)
        if (name === 'get' && !request.isCrowd && error === null) noteRead(inFlight, request, operation.sessionId)
        if (durationMs !== null) onOperation(request, name, durationMs)
      }
      const heard =
        typeof callback !== 'function'
          ? callback
          : function (this: unknown, ...results: unknown[]): unknown {
              end(failureOf(name, results[0]), results[1])
              const { decisions } = request
              if (name !== 'get' || decisions === null) return callback.apply(this, results)
              const [error, found] = results
              decisions.loaded(operation.sessionId, error, problemOf(name, error), found)
              // What the middleware makes of it, and the shop's code up to its first wait.
              return inFlight.within(request, () => callback.apply(this, results))
            }
      wire.asking = operation
      try {
        const returned: unknown = takesSession ? original.call(this, id, second, heard) : original.call(this, id, heard)
        // Nobody waits for it, so neither does the tap: handing in a callback would change what the store does with a failure.
        if (typeof callback !== 'function') end(null, undefined)
        return returned
      } catch (thrown) {
        end(thrown, undefined)
        throw thrown
      } finally {
        wire.asking = null
      }
    }
  })
}

/** Somebody has taken the store away: that is why a call fails, unless it was lost on the way before, and why one that came through in the end was waiting. */
function noteOutage(operation: OperationInProgress, hasFailed: boolean, outage: StoreFaultId | null): void {
  if (outage === null || operation.fault?.kind === 'wire-failures') return
  if (hasFailed || FAULTS[outage].outage === 'hangs') operation.fault = { kind: outage, waitedMs: 0 }
}

/** As express-session sees it: `ENOENT` from `get` means "no such session" (index.js). */
function failureOf(name: StoreOperationName, error: unknown): unknown {
  if (!error) return null
  return name === 'get' && isNoSuchSession(error) ? null : error
}

function problemOf(name: StoreOperationName, error: unknown): string | null {
  const failure = failureOf(name, error)
  return failure === null ? null : describeStoreFailure(failure)
}

/** `regenerate(req, callback)` destroys the old session at once, while `req.session` is still there. */
function tapRegenerate(store: Store, inFlight: InFlight): void {
  replaceMethod(store, 'regenerate', (original) => {
    return function (this: unknown, ...args: unknown[]): unknown {
      const [req] = args
      const request = inFlight.ofSession({ req })
      if (!request) return original.apply(this, args)
      return inFlight.within(request, () => {
        const regenerate = () => original.apply(this, args)
        return request.decisions ? request.decisions.regenerates(regenerate) : regenerate()
      })
    }
  })
}
