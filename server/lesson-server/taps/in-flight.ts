/**
 * The requests under way, and to which of them a store operation belongs. No AsyncLocalStorage: it costs a tenth of the throughput.
 *
 * - `set` and `touch` carry the session, and a session carries its request.
 * - `get` is called by the session middleware, synchronously within the call of the app.
 * - `regenerate` is given the request, and calls `destroy` within.
 * - `destroy` comes from `session.destroy()`, which deletes `req.session` first (express-session, session/session.js).
 */
import type { IncomingMessage } from 'node:http'
import { UnderWay } from '../../under-way.js'
import type { RequestInProgress } from './request-in-progress.js'
import { listenToSessionDebug } from './session-debug.js'

/**
 * On a request that gets a record, which may be asked for after its end (a save in the background). Not on those of the crowd: a property of theirs would
 * be looked up the slow way (server/request-end.ts). And no WeakMap, which would make every collection slower.
 */
const inProgress = Symbol('sessionscope.inProgress')

interface Watched {
  [inProgress]?: RequestInProgress
}

export class InFlight {
  readonly #underWay = new UnderWay<RequestInProgress>()
  #current: RequestInProgress | null = null

  get size(): number {
    return this.#underWay.size
  }

  add(request: RequestInProgress): void {
    this.#underWay.add(request)
    if (request.isCrowd) return
    const watched: Watched & object = request.req
    watched[inProgress] = request
  }

  /** False when it was not there any more. */
  remove(request: RequestInProgress): boolean {
    return this.#underWay.remove(request)
  }

  /** Those that are under way beside this one and are no users of the crowd. */
  *others(than: RequestInProgress): Iterable<RequestInProgress> {
    for (const request of this.#underWay.all) if (request !== than && !request.isCrowd) yield request
  }

  of(req: IncomingMessage): RequestInProgress | null {
    for (const request of this.#underWay.all) if (request.req === req) return request
    return (req as Watched)[inProgress] ?? null
  }

  /** Whatever runs synchronously from here on is on behalf of this request. @returns whose turn it was, to be given back in a `finally` */
  enter(request: RequestInProgress | null): RequestInProgress | null {
    const before = this.#current
    this.#current = request
    listenToSessionDebug(request?.decisions ?? null)
    return before
  }

  /** Runs something on behalf of this request, and gives back what it gives. */
  within<T>(request: RequestInProgress, run: () => T): T {
    const before = this.enter(request)
    try {
      return run()
    } finally {
      this.enter(before)
    }
  }

  /** The request whose session this is (`set`, `touch`); null for a session that belongs to no request, as when sessions are carried over. */
  ofSession(session: unknown): RequestInProgress | null {
    const req = typeof session === 'object' && session !== null ? Reflect.get(session, 'req') : null
    return typeof req === 'object' && req !== null ? this.of(req as IncomingMessage) : null
  }

  /** The request that asks for this session (`get`). Outside the middleware's call (`session.reload`) only when there is no doubt. */
  ofRead(sessionId: string): RequestInProgress | null {
    if (this.#current) return this.#current
    return only(this.#underWay.all.filter(({ req }) => req.sessionID === sessionId && req.session))
  }

  /** The request that destroys this session: the one whose session was there and is gone, and that has not destroyed it yet. */
  ofDestroy(sessionId: string): RequestInProgress | null {
    if (this.#current) return this.#current
    for (const request of this.#underWay.all) {
      const { req } = request
      if (req.sessionID === sessionId && !req.session && !isLoading(request) && !hasDestroyed(request, sessionId)) return request
    }
    return null
  }
}

/** Its session is not gone: it has not come yet. */
function isLoading(request: RequestInProgress): boolean {
  for (const { name } of request.pending) if (name === 'get') return true
  return false
}

function hasDestroyed(request: RequestInProgress, sessionId: string): boolean {
  for (const operation of request.pending) if (operation.name === 'destroy' && operation.sessionId === sessionId) return true
  return request.operations.some((operation) => operation.name === 'destroy' && operation.sessionId === sessionId)
}

function only<T>(found: readonly T[]): T | null {
  return found.length === 1 ? (found[0] ?? null) : null
}
