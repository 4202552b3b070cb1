/** When a request of an HTTP server has ended, however it ended. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Whom to tell, on the answer itself: mostly one, sometimes two. No closures and no further listeners: this is on the way of every request of a crowd. */
const told = Symbol('sessionscope.toldOfEnd')
/** The answers that are to be told when the connection closes, on the socket itself: a listener for each request would be one too many for Node after ten. */
const waiting = Symbol('sessionscope.waitingForEnd')

type Ended = () => void

interface Answer extends ServerResponse {
  [told]?: Ended | Ended[] | undefined
}

interface Connection extends Socket {
  [waiting]?: Set<Answer>
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
  if (hasRequestEnded(req, res)) {
    ended()
    return
  }
  const answer: Answer = res
  const others = answer[told]
  if (others !== undefined) {
    answer[told] = typeof others === 'function' ? [others, ended] : [...others, ended]
    return
  }
  answer[told] = ended
  const socket: Connection = req.socket
  const answers = socket[waiting] ?? watch(socket)
  answers.add(answer)
  res.on('finish', tellFinished)
}

/** Has it ended in the sense of {@link onRequestEnd}? */
export function hasRequestEnded(req: IncomingMessage, res: ServerResponse): boolean {
  return res.writableFinished || res.closed || req.socket.closed
}

function watch(socket: Connection): Set<Answer> {
  const open = new Set<Answer>()
  socket[waiting] = open
  socket.once('close', () => {
    for (const answer of [...open]) tell(answer)
  })
  return open
}

function tellFinished(this: ServerResponse): void {
  tell(this)
}

function tell(answer: Answer): void {
  const socket: Connection = answer.req.socket
  socket[waiting]?.delete(answer)
  const ended = answer[told]
  answer[told] = undefined
  if (typeof ended === 'function') ended()
  else for (const one of ended ?? []) one()
}
