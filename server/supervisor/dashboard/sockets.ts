/** The dashboard's sockets: who may connect, what they are sent, what they may ask. */
import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import { LIMITS } from '../../config.js'
import type { CommandResult } from '../../protocol/command-results.js'
import { type ClientToServerEvents, PROTOCOL_VERSION, type Refusal, type ServerToClientEvents } from '../../protocol/dashboard.js'
import { failed, type Result } from '../../protocol/problem.js'
import { isKey } from '../gateway/actor.js'
import type { AllowedHosts } from '../gateway/allowed-hosts.js'
import type { Frames } from '../log/frames.js'

export interface SocketSurroundings {
  readonly frames: Frames
  readonly token: string
  readonly hosts: AllowedHosts
  run(command: unknown): Promise<Result<CommandResult>>
  /** Somebody looks, or nobody does any more. */
  onViewers(count: number): void
}

/** The shortest time between two snapshots for a page that asks again and again. */
const RESYNC_INTERVAL_MS = 200

export function openSockets(server: HttpServer, around: SocketSurroundings): Server {
  const { frames, hosts } = around
  const io = new Server<ClientToServerEvents, ServerToClientEvents>(server, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: LIMITS.commandBytes,
    // A page that is not ours cannot set Origin, and a script that can does not need a browser's rights: it needs the token.
    allowRequest: (request, answer) => {
      const allowed = isOurPage(request, hosts)
      answer(allowed ? null : ('bad-origin' satisfies Refusal), allowed)
    },
  })
  io.use((socket, next) => {
    const auth: Readonly<Record<string, unknown>> = socket.handshake.auth ?? {}
    if (!isKey(auth.token, around.token)) return next(refusal('bad-token'))
    if (auth.protocol !== PROTOCOL_VERSION) return next(refusal('page-too-old'))
    next()
  })
  io.on('connection', (socket) => {
    around.onViewers(io.sockets.sockets.size)
    socket.on('disconnect', () => around.onViewers(io.sockets.sockets.size))
    socket.emit('snapshot', frames.snapshot(), Date.now())

    let lastResyncAt = Number.NEGATIVE_INFINITY
    let isResyncWaiting = false
    socket.on('resync', () => {
      if (isResyncWaiting) return
      isResyncWaiting = true
      const send = () => {
        isResyncWaiting = false
        lastResyncAt = performance.now()
        if (socket.connected) socket.emit('snapshot', frames.snapshot(), Date.now())
      }
      setTimeout(send, Math.max(0, lastResyncAt + RESYNC_INTERVAL_MS - performance.now())).unref()
    })
    socket.on('command', (command: unknown, answer: unknown) => {
      const reply = typeof answer === 'function' ? answer : () => {}
      around
        .run(command)
        .catch(failed)
        .then((result) => reply(result))
        .catch(() => {})
    })
    socket.on('error', () => {})
  })
  // Telemetry is volatile: a page that does not read misses frames, sees the gap and resynchronises; nothing piles up here.
  frames.onFrame((frame) => io.sockets.sockets.size > 0 && io.volatile.emit('frame', frame, Date.now()))
  return io
}

function isOurPage(request: IncomingMessage, hosts: AllowedHosts): boolean {
  return hosts.allows(request.headers.host) && hosts.allowsOrigin(request.headers.origin)
}

function refusal(reason: Refusal): Error {
  return new Error(reason)
}
