/** When a request of an HTTP server has ended, however it ended. */
import { type IncomingMessage, OutgoingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { UnderWay } from './under-way.js'

/** @param isAnswered the last of the answer went to the operating system; otherwise it can no longer arrive */
type Ended = (isAnswered: boolean) => void

/** Those that somebody waits for on one connection, on the socket itself: a listener for each request would be one too many for Node after ten. */
const waiting = Symbol('sessionscope.waitingForEnd')
/** The connections that are open. They stay for long, so a Set of them is as good as anything. */
const connections = new Set<Connection>()

interface Connection extends Socket {
  [waiting]?: UnderWay<AwaitedEnd>
}

/**
 * One answer whose end somebody waits for. It is found by its connection and not by a property of the answer: Express sets the prototype of each request and
 * each answer, which gives each a shape of its own, and V8 then looks up whatever is read from it the slow way.
 */
class AwaitedEnd {
  readonly #res: ServerResponse
  readonly #onSocket: UnderWay<AwaitedEnd>
  /** Whom to tell: mostly one or two. */
  readonly #told: Ended[]

  constructor(res: ServerResponse, onSocket: UnderWay<AwaitedEnd>, ended: Ended) {
    this.#res = res
    this.#onSocket = onSocket
    this.#told = [ended]
    onSocket.add(this)
  }

  isOf(res: ServerResponse): boolean {
    return this.#res === res
  }

  add(ended: Ended): void {
    this.#told.push(ended)
  }

  /** Idempotent. */
  tell(isAnswered: boolean): void {
    if (!this.#onSocket.remove(this)) return
    for (const ended of this.#told) ended(isAnswered)
  }

  /** The connection was closed; all of the answer may have left before. */
  tellClosed(): void {
    this.tell(this.#res.writableFinished)
  }

  /** See {@link endStreams}. */
  endStream(): void {
    if (isEventStream(this.#res.getHeader('content-type'))) Reflect.apply(OutgoingMessage.prototype.end, this.#res, [])
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
  const socket: Connection = req.socket
  const onSocket = socket[waiting]
  const known = onSocket?.all.find((end) => end.isOf(res))
  if (known !== undefined) {
    known.add(ended)
    return
  }
  if (hasRequestEnded(req, res)) {
    ended(res.writableFinished)
    return
  }
  const end = new AwaitedEnd(res, onSocket ?? watch(socket), ended)
  res.on('finish', () => end.tell(true))
}

/** Has it ended in the sense of {@link onRequestEnd}? */
export function hasRequestEnded(req: IncomingMessage, res: ServerResponse): boolean {
  return res.writableFinished || res.closed || req.socket.closed
}

function watch(socket: Connection): UnderWay<AwaitedEnd> {
  const open = new UnderWay<AwaitedEnd>()
  socket[waiting] = open
  connections.add(socket)
  socket.once('close', () => {
    connections.delete(socket)
    for (const end of [...open.all]) end.tellClosed()
  })
  return open
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
  const open = [...connections].flatMap((socket) => socket[waiting]?.all ?? [])
  for (const end of open) end.endStream()
}
