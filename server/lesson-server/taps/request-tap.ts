/** The tap around the shop: begins before the app, ends when the answer has left or the client has gone. */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Store } from 'express-session'
import type { InstanceId } from '../../protocol/instances.js'
import { INTERNAL_HEADERS, type SigningSecret } from '../../protocol/ipc.js'
import type { Actor, RequestRecord } from '../../protocol/requests.js'
import { onRequestEnd } from '../../request-end.js'
import type { OpenStore } from '../../stores/adapter.js'
import type { Wire } from '../wire/wire.js'
import { DecisionNotes } from './decision-notes.js'
import { FocusedDocuments } from './focused-documents.js'
import { FormTap } from './form-tap.js'
import type { FrameSender } from './frame-sender.js'
import { InFlight } from './in-flight.js'
import { KnownExpiries } from './known-expiries.js'
import { RequestInProgress } from './request-in-progress.js'
import { type RecordContext, recordOf } from './request-record.js'
import { seenByExpress } from './seen-by-express.js'
import type { ServingApp } from './served.js'
import { tapStore } from './store-tap.js'

export interface RequestTapParts {
  readonly instance: InstanceId
  readonly boot: number
  readonly internalKey: string
  /** Those in force. */
  readonly secrets: () => readonly SigningSecret[]
  readonly sender: FrameSender
  readonly wire: Wire
  readonly active: () => Pick<ServingApp, 'kind' | 'options'> & { readonly open: OpenStore | null }
}

const ACTOR = /^(?:you|visitor:\d{1,9}|other|crowd|browser:[a-z0-9-]{1,40})$/
const REQUEST_ID = /^[\w:.-]{1,64}$/
const DASH = '-'.charCodeAt(0)
const STRIPPED = new Set<string>(Object.values(INTERNAL_HEADERS))

export class RequestTap {
  readonly #parts: RequestTapParts
  readonly #inFlight = new InFlight()
  readonly #documents: FocusedDocuments
  readonly #key: string
  readonly #kinds = new WeakMap<Store, string>()
  readonly #expiries = new KnownExpiries()
  #count = 0
  #saves = 0

  constructor(parts: RequestTapParts) {
    this.#parts = parts
    this.#key = parts.internalKey
    this.#documents = new FocusedDocuments(parts.sender, () => parts.active().open)
  }

  /** Requests under way. */
  get underWay(): number {
    return this.#inFlight.size
  }

  /** Sessions that the shop has saved so far. */
  get saves(): number {
    return this.#saves
  }

  /** Puts the taps around a store, in place. */
  wrapStore(store: Store, kind: string): Store {
    this.#kinds.set(store, kind)
    const { sender, wire } = this.#parts
    return tapStore(store, this.#inFlight, wire, (request, name, durationMs) => {
      if (name === 'set') this.#saves += 1
      if (request.isCrowd) sender.crowd.countOperation(name, durationMs)
      if (request.isTimed) this.#endWhenSettled(request)
    })
  }

  /** Around one build of the shop: what runs synchronously inside belongs to the request. */
  aroundApp(app: RequestListener, store: Store, options: ServingApp['options'], shop = 'standard'): RequestListener {
    const kind = this.#kinds.get(store) ?? this.#parts.active().kind
    const serving: ServingApp = { kind, options, shop, canTouch: typeof store.touch === 'function' }
    return (req, res) => {
      const request = this.#inFlight.of(req)
      if (request) request.app = serving
      request?.decisions?.served(serving)
      const before = this.#inFlight.enter(request)
      try {
        app(req, res)
        if (request?.isCrowd === false) request.seen = seenByExpress(req)
      } finally {
        this.#inFlight.enter(before)
      }
    }
  }

  /** Around everything: refuses who is not sent by the gateway or the simulator, and watches the rest. */
  aroundServer(handle: RequestListener): RequestListener {
    return (req, res) => {
      const actor = this.#admit(req)
      if (actor === null) {
        refuse(res)
        return
      }
      const id = actor === 'crowd' ? '' : (takeRequestId(req) ?? `${this.#parts.boot}-${++this.#count}`)
      const isTimed = actor !== 'crowd' || this.#parts.sender.crowd.wantsTimes()
      const request = new RequestInProgress(id, actor, req, res, isTimed)
      stripInternalHeaders(req)
      this.#inFlight.add(request)
      if (!request.isCrowd) this.#watch(request)
      onRequestEnd(req, res, (isAnswered) => {
        request.close(isAnswered)
        this.#endWhenSettled(request)
      })
      handle(req, res)
    }
  }

  /** One that gets a record. */
  #watch(request: RequestInProgress): void {
    const within = <T>(run: () => T) => this.#inFlight.within(request, run)
    request.decisions = new DecisionNotes(request.req, request.res, this.#parts.secrets(), this.#expiries, within)
    request.form = FormTap.on(request.req)
    watchHeaders(request)
  }

  /** Every request shows the key: whoever gets one onto a connection of the gateway must not be trusted for what came before it there. */
  #admit(req: IncomingMessage): Actor | null {
    const key = req.headers[INTERNAL_HEADERS.key]
    if (typeof key !== 'string' || !isSame(key, this.#key)) return null
    const actor = req.headers[INTERNAL_HEADERS.actor]
    if (actor === 'crowd') return actor
    return typeof actor === 'string' && ACTOR.test(actor) ? (actor as Actor) : 'other'
  }

  /** The store may still be at it when the client has gone: the record waits, since every call of a store ends (STORES.callDeadlineMs). */
  #endWhenSettled(request: RequestInProgress): void {
    if (request.closedAt === null || request.pending.length > 0) return
    if (request.isAnswered) this.#end(request)
    // What the store gave back lets the app go on; it may ask the store again.
    else setImmediate(() => request.pending.length === 0 && this.#end(request))
  }

  #end(request: RequestInProgress): void {
    if (!this.#inFlight.remove(request)) return
    const { sender } = this.#parts
    if (request.isCrowd) {
      sender.crowd.countRequest(!request.isAnswered || request.res.statusCode >= 400, request.newSessionId !== null, request.isTimed)
      sender.noteCrowd()
      return
    }
    if (!sender.hasRoom()) return
    const record = recordOf(request, this.#context(request.actor))
    if (endedItsSession(record)) sender.noteDestroyed()
    sender.addRequest(record)
    if (record.actor === 'other') return
    const { id, sessionId, cookieIn } = record
    if (sessionId !== null) this.#documents.refresh(sessionId, { request: id, isNew: hasStoredNew(record) })
    if (cookieIn.kind === 'good' && cookieIn.sessionId !== sessionId) this.#documents.refresh(cookieIn.sessionId, { request: id, isNew: false })
  }

  /** Programs that hammer the shop get their records without session data; the browsers in focus always have theirs. */
  #context(actor: Actor): RecordContext {
    const { instance, boot, secrets, sender, active } = this.#parts
    return { instance, boot, secrets: secrets(), fallback: active(), withData: actor !== 'other' || !sender.isBusy }
  }
}

/** Was its session stored for the first time? */
function hasStoredNew({ sessionId, sessionIsNew, operations }: RequestRecord): boolean {
  return sessionIsNew && operations.some((operation) => operation.name === 'set' && operation.error === undefined && operation.sessionId === sessionId)
}

/** As long for each text of this length, wherever it differs; without the two buffers that `timingSafeEqual` wants at every request. */
function isSame(given: string, key: string): boolean {
  if (given.length !== key.length) return false
  let difference = 0
  for (let index = 0; index < key.length; index += 1) difference |= given.charCodeAt(index) ^ key.charCodeAt(index)
  return difference === 0
}

function takeRequestId(req: IncomingMessage): string | null {
  const id = req.headers[INTERNAL_HEADERS.request]
  return typeof id === 'string' && REQUEST_ID.test(id) ? id : null
}

/** The shop must not see what they say. The raw ones stay in their place, empty: Node counts them (`headersDistinct`). */
function stripInternalHeaders(req: IncomingMessage): void {
  // A copy without them: after a `delete`, V8 looks headers up the slow way.
  const headers: IncomingHttpHeaders = {}
  for (const name in req.headers) if (!STRIPPED.has(name)) headers[name] = req.headers[name]
  req.headers = headers
  const { rawHeaders } = req
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.charCodeAt(1) === DASH && STRIPPED.has(name.toLowerCase())) rawHeaders[index + 1] = ''
  }
}

/** Notes when the headers leave: express-session's own wrapper (on-headers) is put on later and so runs before. */
function watchHeaders(request: RequestInProgress): void {
  const { res } = request
  const writeHead = res.writeHead
  res.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    request.headersAt = performance.now()
    request.decisions?.headersLeave()
    return Reflect.apply(writeHead, this, args)
  } as typeof res.writeHead
}

function refuse(res: ServerResponse): void {
  res.writeHead(403, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  res.end('This is the back door of the Sessionscope shop. Use the address that Sessionscope printed when it started.\n')
}

/** Did it find its session and destroy it, as a logout does? */
function endedItsSession({ operations, sessionId: own }: RequestRecord): boolean {
  const found = operations.some(({ name, sessionId, hit }) => name === 'get' && sessionId === own && hit === true)
  return found && operations.some(({ name, sessionId, error }) => name === 'destroy' && sessionId === own && error === undefined)
}
