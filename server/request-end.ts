/** When a request of an HTTP server has ended, however it ended. */
import { type IncomingMessage, OutgoingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** @param isAnswered the last of the answer went to the operating system; otherwise it can no longer arrive */
type Ended = (isAnswered: boolean) => void

/**
 * The answers whose end somebody waits for. Beside them, and not a property of theirs: Express sets the prototype of each request and each answer, which
 * gives each a shape of its own, and V8 then looks up whatever is read from it the slow way. That would be most of what watching a request costs.
 */
const awaited = new Map<ServerResponse, AwaitedEnd>()
/** Those on one connection, on the socket itself: a listener for each request would be one too many for Node after ten. */
const waiting = Symbol('sessionscope.waitingForEnd')

interface Connection extends Socket {
  [waiting]?: Set<AwaitedEnd>
}

class AwaitedEnd {
  readonly #res: ServerResponse
  readonly #onSocket: Set<AwaitedEnd>
  /** Whom to tell: mostly one or two. */
  readonly #told: Ended[]

  constructor(res: ServerResponse, onSocket: Set<AwaitedEnd>, ended: Ended) {
    this.#res = res
    this.#onSocket = onSocket
    this.#told = [ended]
    onSocket.add(this)
    awaited.set(res, this)
  }

  add(ended: Ended): void {
    this.#told.push(ended)
  }

  tell(isAnswered: boolean): void {
    awaited.delete(this.#res)
    this.#onSocket.delete(this)
    for (const ended of this.#told) ended(isAnswered)
  }

  /** The connection was closed; all of the answer may have left before. */
  tellClosed(): void {
    this.tell(this.#res.writableFinished)
  }
}

/**
 * Calls back once, when the answer has left or can no longer arrive: the last of it went to the operating system (`finish`), or the connection was closed.
 *
 * The `close` of a response does not suffice. When a client hangs up with several requests on one connection (HTTP pipelining), Node 20 emits it for the
 * answer that is being written only (`socketOnClose` in lib/_http_server.js); those in the queue behind it never have a socket, and end without an event.
 * Nor does that of the request, which tells that its body has been read. And a listener of an event that has none yet costs 1.5 kB a request: `finish` has one.
 *
 * @param ended called at once when that has happened already
 */
export function onRequestEnd(req: IncomingMessage, res: ServerResponse, ended: Ended): void {
  const known = awaited.get(res)
  if (known !== undefined) {
    known.add(ended)
    return
  }
  if (hasRequestEnded(req, res)) {
    ended(res.writableFinished)
    return
  }
  const socket: Connection = req.socket
  new AwaitedEnd(res, socket[waiting] ?? watch(socket), ended)
  res.on('finish', tellFinished)
}

/** Has it ended in the sense of {@link onRequestEnd}? */
export function hasRequestEnded(req: IncomingMessage, res: ServerResponse): boolean {
  return res.writableFinished || res.closed || req.socket.closed
}

function watch(socket: Connection): Set<AwaitedEnd> {
  const open = new Set<AwaitedEnd>()
  socket[waiting] = open
  socket.once('close', () => {
    for (const end of [...open]) end.tellClosed()
  })
  return open
}

function tellFinished(this: ServerResponse): void {
  awaited.get(this)?.tell(true)
}

/** Is this the Content-Type of server-sent events (HTML Standard, section 9.2)? Such an answer has no end of its own. */
export function isEventStream(contentType: unknown): boolean {
  return typeof contentType === 'string' && /^text\/event-stream\b/i.test(contentType)
}

/**
 * Ends the answers of a server that have no end of their own, streams of events, as they are: whoever waits for all requests to end would wait in vain.
 * What Express and its middleware do at the end of an answer (`res.end`) is passed over: a session that was loaded long ago must not be saved now.
 */
export function endStreams(): void {
  for (const res of [...awaited.keys()]) if (isEventStream(res.getHeader('content-type'))) Reflect.apply(OutgoingMessage.prototype.end, res, [])
}
