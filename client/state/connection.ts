import { io, type Socket } from 'socket.io-client'
import type { Command, CommandType, ResultOf } from '../../server/protocol/commands.js'
import type { ClientToServerEvents, HandshakeAuth, Refusal, ServerToClientEvents } from '../../server/protocol/dashboard.js'
import type { Problem, Result } from '../../server/protocol/problem.js'
import { type Connection, dashboardStore } from './dashboard-store.js'
import { createFeed } from './feed.js'
import { keepToken, keptToken, takeTokenFromAddress, tokenOfPage } from './launch-token.js'
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

/** Opens the socket to the sandbox and keeps it open, or asks for the token first. Call once. */
export function connect(): void {
  const inAddress = takeTokenFromAddress()
  const token = tokenOfPage() ?? inAddress ?? keptToken()
  // Whoever opens the terminal's address in this very tab changes only what stands behind the #, which loads nothing.
  addEventListener('hashchange', () => {
    const given = takeTokenFromAddress()
    if (given !== null && tokenOfPage() === null) connectWith(given)
  })
  if (token === null) setPhase('locked')
  else open(token, token === inAddress)
}

/** Tries the token that the reader gave: `live` follows, or `wrong-token`. */
export function connectWith(token: string): void {
  open(token, true)
}

/** @param isGiven the reader gave it just now: when it is wrong, loading the page again does not help */
function open(token: string, isGiven: boolean): void {
  socket?.close()
  setPhase('connecting')
  const auth: HandshakeAuth = { token, protocol: PROTOCOL }
  const opened: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    auth,
    forceNew: true,
    transports: ['websocket'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 1_500,
  })
  socket = opened
  let wasIn = false
  const feed = createFeed(
    (snapshot) => dashboardStore.setState({ snapshot }),
    () => opened.emit('resync'),
    (callback) => requestAnimationFrame(callback),
  )
  opened.on('snapshot', (snapshot) => {
    wasIn = true
    if (tokenOfPage() === null) keepToken(token)
    feed.snapshot(snapshot)
    reloadSettled()
    setPhase('live')
  })
  opened.on('frame', (frame) => feed.frame(frame))
  opened.on('disconnect', (reason) => {
    // Closed by ourselves: another token takes over.
    if (reason === 'io client disconnect') return
    setPhase('lost')
    // socket.io does not reconnect by itself when the server closed the socket.
    if (reason === 'io server disconnect') opened.connect()
  })
  opened.on('connect_error', (error) => {
    if (error.message === ('bad-token' satisfies Refusal) && tokenOfPage() === null) {
      opened.close()
      keepToken(null)
      // The token of an earlier launch: the new one may give it with the page.
      setPhase(isGiven && !wasIn ? 'wrong-token' : reloadOnce() ? 'reloading' : 'locked')
    } else if (REFUSALS.includes(error.message)) setPhase(reloadOnce() ? 'reloading' : 'refused')
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
