import { io, type Socket } from 'socket.io-client'
import type { Command, CommandType, ResultOf } from '../../server/protocol/commands.js'
import type { ClientToServerEvents, HandshakeAuth, Refusal, ServerToClientEvents } from '../../server/protocol/dashboard.js'
import type { Problem, Result } from '../../server/protocol/problem.js'
import { type Connection, dashboardStore } from './dashboard-store.js'
import { createFeed } from './feed.js'
import { reloadOnce, reloadSettled } from './reload-once.js'

/** The version of server/protocol/dashboard.ts that this page was written for; `satisfies` keeps them equal. */
const PROTOCOL = 1 satisfies typeof import('../../server/protocol/dashboard.js').PROTOCOL_VERSION
/** Longer than any command may take: a download answers at once and reports by frames; a switch may wait for its gate. */
const ANSWER_TIMEOUT_MS = 30_000
/** "Show me" answers when the whole solution was replayed, which may wait for a crowd. */
const SHOWING_TIMEOUT_MS = 10 * 60_000
const REFUSALS: readonly string[] = ['bad-token', 'page-too-old', 'bad-origin'] satisfies readonly Refusal[]

let socket: Socket<ServerToClientEvents, ClientToServerEvents> | null = null

function setPhase(phase: Connection['phase']): void {
  if (dashboardStore.getState().connection.phase !== phase) dashboardStore.setState({ connection: { phase, since: Date.now() } })
}

/** Opens the socket to the sandbox and keeps it open. Call once. */
export function connect(): void {
  const token = document.querySelector<HTMLMetaElement>('meta[name="sessionscope-token"]')?.content ?? ''
  const auth: HandshakeAuth = { token, protocol: PROTOCOL }
  const opened: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    auth,
    transports: ['websocket'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 1_500,
  })
  socket = opened
  const feed = createFeed(
    (snapshot) => dashboardStore.setState({ snapshot }),
    () => opened.emit('resync'),
    (callback) => requestAnimationFrame(callback),
  )
  opened.on('snapshot', (snapshot) => {
    feed.snapshot(snapshot)
    reloadSettled()
    setPhase('live')
  })
  opened.on('frame', (frame) => feed.frame(frame))
  opened.on('disconnect', (reason) => {
    setPhase('lost')
    // socket.io does not reconnect by itself when the server closed the socket.
    if (reason === 'io server disconnect') opened.connect()
  })
  opened.on('connect_error', (error) => {
    if (REFUSALS.includes(error.message)) setPhase(reloadOnce() ? 'reloading' : 'refused')
    else if (dashboardStore.getState().snapshot) setPhase('lost')
  })
}

/**
 * Sends a command to the sandbox.
 *
 * @returns the answer that this command has (`ResultOf`), or the problem: also when the connection is lost or no answer comes in time (30 s for most). Never throws.
 */
export async function send<C extends Command>(command: C): Promise<Result<ResultOf<C['type'] & CommandType>>> {
  if (!socket?.connected) return { ok: false, problem: noConnection() }
  try {
    const answer = await socket.timeout(command.type === 'lesson:show-me' ? SHOWING_TIMEOUT_MS : ANSWER_TIMEOUT_MS).emitWithAck('command', command)
    return answer as Result<ResultOf<C['type'] & CommandType>>
  } catch {
    return { ok: false, problem: noConnection() }
  }
}

function noConnection(): Problem {
  return {
    code: 'server-away',
    message: 'The sandbox does not answer. Look at the terminal where it runs; when it is back, this page connects again by itself.',
    params: { state: 'no-connection' },
  }
}
