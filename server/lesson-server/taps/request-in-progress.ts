/** One request while it is under way, and the store operations that belong to it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { FRAMES } from '../../config.js'
import type { Actor, Crossing, OperationFault, SeenByExpress, StoreOperation, StoreOperationName } from '../../protocol/requests.js'
import type { Why } from '../../protocol/why.js'
import { whyStoreFailed } from '../store-failure.js'
import type { DecisionNotes } from './decision-notes.js'
import type { FormTap } from './form-tap.js'
import type { ServingApp, SessionRequest } from './served.js'

/** An operation that has begun. */
export interface OperationInProgress {
  readonly name: StoreOperationName
  readonly sessionId: string
  readonly begunAt: number
  /** Session data as JSON (set), to be measured when the operation ends. */
  readonly json: string | null
  /** What was done to it on the way to the store. */
  fault: OperationFault | null
}

/** JSON of session data, or null when it has none (BigInt, a cycle). */
export function sessionJson(session: unknown): string | null {
  try {
    return JSON.stringify(session) ?? null
  } catch {
    return null
  }
}

/** Of all requests whose operations are only counted. */
const NONE: never[] = []
Object.freeze(NONE)

/** One for all, so that a request of the crowd costs nothing more. */
export const NOBODY: readonly RequestInProgress[] = []

export class RequestInProgress {
  /** Empty for the crowd, of whom there are no records. */
  readonly id: string
  readonly actor: Actor
  readonly isCrowd: boolean
  /** False for most of a crowd that comes fast: what its store operations took is told by a sample. */
  readonly isTimed: boolean
  readonly req: SessionRequest
  readonly res: ServerResponse
  /** Epoch ms, and the clock that durations are measured by; 0 where nobody times. */
  readonly at: number
  readonly begunAt: number
  /** null until the shop's app gets the request. */
  app: ServingApp | null = null
  /** What express-session decides; null for the crowd. */
  decisions: DecisionNotes | null = null
  /** null for the crowd, and where it brings none. */
  form: FormTap | null = null
  /** null for the crowd, and until express has it. */
  seen: SeenByExpress | null = null
  headersAt: number | null = null
  /** When the answer was complete or the client gone (0 where nobody times), and which of the two: later the response no longer tells. */
  closedAt: number | null = null
  isAnswered = false
  readonly operations: StoreOperation[]
  /** The session as `get` found it. */
  loadedJson: string | null = null
  loadedSessionId: string | null = null
  /** The session as it was last saved. */
  savedJson: string | null = null
  /** The id of a session that was stored for the first time by this request. */
  newSessionId: string | null = null
  /** Who saved other data in the session after this request had read it, the latest last; none while what it read is what there is. */
  savedSince: readonly RequestInProgress[] = NOBODY
  /** Who saved the session while this request was reading it. */
  savedMeanwhile: RequestInProgress | null = null
  /** The first crossing that was noticed; what is lost for good weighs more than what was read too early. */
  crossed: Crossing | null = null
  /** A save that failed after the headers had left. */
  lateFailure: Why | null = null
  /** Mostly none or one, so an array: a Set for each request would cost more than all else here. */
  readonly pending: OperationInProgress[]

  constructor(id: string, actor: Actor, req: IncomingMessage, res: ServerResponse, isTimed = true) {
    this.id = id
    this.actor = actor
    this.isCrowd = actor === 'crowd'
    this.isTimed = isTimed
    this.req = req
    this.res = res
    this.at = isTimed ? Date.now() : 0
    this.begunAt = isTimed ? performance.now() : 0
    this.operations = isTimed ? [] : NONE
    this.pending = isTimed ? [] : NONE
  }

  close(isAnswered: boolean): void {
    this.closedAt = this.isTimed ? performance.now() : 0
    this.isAnswered = isAnswered
  }

  cross(crossing: Crossing): void {
    if (this.crossed === null || this.crossed.kind === 'read-early') this.crossed = crossing
  }

  /** An operation that nobody times. Where `get` finds nothing, the session that is saved has another id. */
  noteOperation(name: StoreOperationName, sessionId: string): void {
    this.#note(name, sessionId, true)
  }

  beginOperation(name: StoreOperationName, sessionId: string, session: unknown): OperationInProgress {
    const json = name === 'set' && !this.isCrowd ? sessionJson(session) : null
    const operation: OperationInProgress = { name, sessionId, begunAt: performance.now(), json, fault: null }
    this.pending.push(operation)
    return operation
  }

  /** Ends an operation, once; what the store calls back later is passed on but not recorded. Gives its duration, null when it had ended. */
  endOperation(operation: OperationInProgress, error: unknown, found: unknown): number | null {
    const index = this.pending.indexOf(operation)
    if (index === -1) return null
    this.pending.splice(index, 1)
    const { name, sessionId, begunAt } = operation
    const durationMs = performance.now() - begunAt
    if (error === null) this.#note(name, sessionId, found)
    if (this.isCrowd) return durationMs
    const problem = error === null ? null : whyStoreFailed(error)
    if (problem !== null) this.decisions?.failed(name, problem.message)
    if (problem !== null && (name === 'set' || name === 'touch') && this.headersAt !== null) this.lateFailure = problem
    const json = name === 'get' && error === null && found ? sessionJson(found) : operation.json
    if (name === 'get' && json !== null) this.loadedJson = json
    this.operations.push({
      name,
      sessionId,
      startedMs: begunAt - this.begunAt,
      durationMs,
      ...(name === 'get' && error === null && { hit: Boolean(found) }),
      ...(json !== null && { bytes: Buffer.byteLength(json) }),
      ...(problem !== null && { error: problem }),
      ...(operation.fault !== null && { fault: operation.fault }),
    })
    return durationMs
  }

  #note(name: StoreOperationName, sessionId: string, found: unknown): void {
    if (name === 'get' && found) this.loadedSessionId = sessionId
    if (name === 'set' && sessionId !== this.loadedSessionId) this.newSessionId = sessionId
  }
}

/** Session data as an object without `cookie`; null for no session, and for one above FRAMES.sessionDataBytes. */
export function sessionDataOf(json: string | null): Record<string, unknown> | null {
  if (json === null || json.length > FRAMES.sessionDataBytes) return null
  const data: unknown = JSON.parse(json)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null
  const { cookie: _cookie, ...rest } = data as Record<string, unknown>
  return rest
}
