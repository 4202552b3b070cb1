import { io, type Socket } from 'socket.io-client'
import type { ResultOf } from '../../server/protocol/command-results.js'
import type { Command, CommandType } from '../../server/protocol/commands.js'
import type { ClientToServerEvents, HandshakeAuth, Refusal, ServerToClientEvents } from '../../server/protocol/dashboard.js'
import type { Problem, Result } from '../../server/protocol/problem.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { hearClock } from '../clock.js'
import { type Connection, dashboardStore } from './dashboard-store.js'
import { createFeed } from './feed.js'
import { keepToken, keptToken, takeTokenFromAddress, tokenOfPage } from './launch-token.js'
import { lookAt } from './look-at.js'
import { findObstacle } from './obstacle.js'
import { paced, telling } from './pace.js'
import { reloadOnce, reloadSettled } from './reload-once.js'
import { atRest, restOf } from './rest.js'
import { watchSilence } from './silence.js'

/** The version of server/protocol/dashboard.ts that this page was written for; `satisfies` keeps them equal. */
export const PROTOCOL = 4 satisfies typeof import('../../server/protocol/dashboard.js').PROTOCOL_VERSION
/** The sandbox answers most commands within 3.5 s; what comes later than this is not going to come. */
const ANSWER_TIMEOUT_MS = 10_000
/** These may wait: for a gate, a process, a database. */
const SLOW_COMMANDS: readonly CommandType[] = [
  'instances:add',
  'instances:remove',
  'instances:rolling-restart',
  'store:switch',
  'server:restart',
  'mongo:resolve',
  'crowd:start',
]
const SLOW_ANSWER_TIMEOUT_MS = 30_000
/** "Show me" answers when the whole solution was replayed, which may wait for a crowd; the others when a store is empty, which may hold very many sessions. */
const LONG_COMMANDS: readonly CommandType[] = ['lesson:show-me', 'lesson:open', 'lesson:start-over', 'store:clear']
const LONG_ANSWER_TIMEOUT_MS = 10 * 60_000
/** How long the page waits for its stream before it looks what is in the way, and how often it looks again. */
const LOOK_AFTER_MS = 3_000
/** For a connection to come about; a sandbox that hangs takes the call and says nothing. */
const CONNECT_TIMEOUT_MS = 5_000
const REFUSALS: readonly string[] = ['bad-token', 'page-too-old', 'bad-origin'] satisfies readonly Refusal[]

let socket: Socket<ServerToClientEvents, ClientToServerEvents> | null = null

/** Of the launch that the page belongs to, as it was last used. */
let token = ''

/** Looks now and then what is in the way. */
let looking: ReturnType<typeof setInterval> | undefined

/** When something last arrived, or when the page began to call. A reading of `performance.now()`. */
let heardAt = performance.now()

function setPhase(phase: Connection['phase']): void {
  if (dashboardStore.getState().connection.phase !== phase) dashboardStore.setState({ connection: { phase, since: heardAt, obstacle: null } })
}

/** Opens the socket to the sandbox and keeps it open, or asks for the token first. Call once. */
export function connect(): void {
  const inAddress = takeTokenFromAddress()
  const found = tokenOfPage() ?? inAddress ?? keptToken()
  // Whoever opens the terminal's address in this very tab changes only what stands behind the #, which loads nothing.
  addEventListener('hashchange', () => {
    const given = takeTokenFromAddress()
    if (given !== null && tokenOfPage() === null) connectWith(given)
  })
  if (found === null) setPhase('locked')
  else open(found, found === inAddress)
}

/** What the page shows the sandbox with each request over HTTP. */
export function launchToken(): string {
  return token
}

/** Tries the token that the reader gave: `live` follows, or `wrong-token`. */
export function connectWith(given: string): void {
  open(given, true)
}

/** @param isGiven the reader gave it just now: when it is wrong, loading the page again does not help */
function open(given: string, isGiven: boolean): void {
  token = given
  socket?.close()
  setPhase('connecting')
  const auth: HandshakeAuth = { token: given, protocol: PROTOCOL }
  const opened: Socket<ServerToClientEvents, ClientToServerEvents> = io({
    auth,
    forceNew: true,
    transports: ['websocket'],
    timeout: CONNECT_TIMEOUT_MS,
    reconnectionDelay: 300,
    reconnectionDelayMax: 1_500,
  })
  socket = opened
  let wasIn = false
  const feed = createFeed(
    (snapshot) => show(paced(snapshot)),
    () => opened.emit('resync'),
    (callback) => requestAnimationFrame(callback),
  )
  const silence = watchSilence(
    () => setPhase('silent'),
    // A new connection in place of one that carries nothing.
    () => opened.disconnect().connect(),
  )
  const heard = (at: number) => {
    heardAt = performance.now()
    hearClock(at)
    silence.heard()
  }
  opened.on('snapshot', (snapshot, at) => {
    wasIn = true
    if (tokenOfPage() === null) keepToken(given)
    heard(at)
    feed.snapshot(snapshot)
    reloadSettled()
    setPhase('live')
  })
  opened.on('frame', (frame, at) => {
    heard(at)
    feed.frame(frame)
    if (dashboardStore.getState().connection.phase === 'silent') setPhase('live')
  })
  opened.on('disconnect', (reason) => {
    silence.rest()
    // Closed by ourselves: another token takes over.
    if (reason === 'io client disconnect') return
    setPhase('lost')
    // socket.io does not reconnect by itself when the server closed the socket.
    if (reason === 'io server disconnect') opened.connect()
  })
  opened.on('connect_error', (error) => {
    if (REFUSALS.includes(error.message)) {
      if (error.message === ('bad-token' satisfies Refusal) && tokenOfPage() === null) forgetToken(isGiven && !wasIn)
      else leaveLaunch()
    }
    // One that hangs takes the call and says nothing: it is as silent as before.
    else if (dashboardStore.getState().connection.phase !== 'silent' || error.message !== 'timeout') lose()
  })
  clearInterval(looking)
  looking = setInterval(() => void lookForObstacle(given), LOOK_AFTER_MS)
}

/** Nobody is told of what is shown already. */
function show(snapshot: Snapshot): void {
  if (snapshot !== dashboardStore.getState().snapshot) telling(() => dashboardStore.setState({ snapshot }))
}

function lose(): void {
  if (dashboardStore.getState().snapshot) setPhase('lost')
}

/** The token that this tab had is no longer good, or never was. @param isFirst the reader gave it just now, and it has led nowhere yet */
function forgetToken(isFirst: boolean): void {
  socket?.close()
  keepToken(null)
  // The token of an earlier launch: the new one may give it with the page.
  setPhase(isFirst ? 'wrong-token' : reloadOnce() ? 'reloading' : 'locked')
}

/** The sandbox was started anew: this page's token is no longer good. */
function leaveLaunch(): void {
  setPhase(reloadOnce() ? 'reloading' : 'refused')
}

/** Finds out what is in the way of a stream that does not come, so that the page can say what to do. */
async function lookForObstacle(shown: string): Promise<void> {
  const isWaiting = () => ['connecting', 'lost'].includes(dashboardStore.getState().connection.phase)
  if (!isWaiting() || performance.now() - heardAt < LOOK_AFTER_MS) return
  const obstacle = await findObstacle(shown)
  if (!isWaiting()) return
  if (obstacle === 'other-launch') {
    if (tokenOfPage() === null) forgetToken(false)
    else leaveLaunch()
  } else dashboardStore.setState(({ connection }) => ({ connection: { ...connection, obstacle } }))
}

/**
 * Sends a command to the sandbox.
 *
 * @returns the answer that this command has (`ResultOf`), or the problem: also when the reader looks at the past, the connection is lost or no answer comes in time (10 s for most). Never throws.
 */
export async function send<C extends Command>(command: C): Promise<Result<ResultOf<C['type'] & CommandType>>> {
  const rest = atRest(restOf(dashboardStore.getState()), command.type)
  if (typeof rest === 'object') return { ok: false, problem: rest }
  if (rest === 'back-to-now') lookAt(null)
  if (!socket?.connected) return { ok: false, problem: noConnection() }
  try {
    const answer = await socket.timeout(answerTimeout(command.type)).emitWithAck('command', withInstance(command))
    return answer as Result<ResultOf<C['type'] & CommandType>>
  } catch {
    return { ok: false, problem: noConnection() }
  }
}

/** These are about one lesson server: of two, about the one that the reader has chosen, where they do not name one. */
const OF_ONE: readonly CommandType[] = ['server:restart', 'server:kill', 'server:collect', 'server:source', 'server:shop']

function withInstance(command: Command): Command {
  const { snapshot, selectedInstance } = dashboardStore.getState()
  const ids = Object.keys(snapshot?.instances ?? {})
  if (ids.length < 2 || !OF_ONE.includes(command.type) || 'instance' in command) return command
  return { ...command, instance: ids.find((id) => id === selectedInstance) ?? ids[0] } as Command
}

function answerTimeout(type: CommandType): number {
  if (LONG_COMMANDS.includes(type)) return LONG_ANSWER_TIMEOUT_MS
  return SLOW_COMMANDS.includes(type) ? SLOW_ANSWER_TIMEOUT_MS : ANSWER_TIMEOUT_MS
}

function noConnection(): Problem {
  return {
    code: 'server-away',
    message: 'The sandbox does not answer. Look at the terminal where it runs; when it is back, this page connects again by itself.',
    params: { state: 'no-connection' },
  }
}
