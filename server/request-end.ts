/** When a request of an HTTP server has ended, however it ended. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What is to be told when the connection closes, on the socket itself: a listener for each request would be one too many for Node after ten. */
const waiting = Symbol('sessionscope.waitingForEnd')

interface Connection extends Socket {
  [waiting]?: Set<() => void>
}

/**
 * Calls back once, when the answer has left or can no longer arrive: the response was closed, or its connection was.
 *
 * The `close` of a response does not suffice. When a client hangs up with several requests on one connection (HTTP pipelining), Node 20 emits it for the
 * answer that is being written only (`socketOnClose` in lib/_http_server.js); those in the queue behind it never have a socket, and end without an event.
 * Nor does that of the request, which tells that its body has been read.
 *
 * @param ended called at once when that has happened already
 */
export function onRequestEnd(req: IncomingMessage, res: ServerResponse, ended: () => void): void {
  const socket: Connection = req.socket
  if (hasRequestEnded(req, res)) {
    ended()
    return
  }
  const others = socket[waiting] ?? watch(socket)
  const end = (): void => {
    if (others.delete(end)) ended()
  }
  others.add(end)
  res.on('close', end)
}

/** Has it ended in the sense of {@link onRequestEnd}? */
export function hasRequestEnded(req: IncomingMessage, res: ServerResponse): boolean {
  return res.closed || req.socket.closed
}

function watch(socket: Connection): Set<() => void> {
  const open = new Set<() => void>()
  socket[waiting] = open
  socket.once('close', () => {
    for (const end of [...open]) end()
  })
  return open
}
