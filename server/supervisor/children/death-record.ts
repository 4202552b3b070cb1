/** Writes an unplanned end of the lesson server into the state, and later its return. */
import type { Death } from '../../protocol/state.js'
import { heldSessions } from '../state/holdings.js'
import type { LiveState } from '../state/live-state.js'
import type { ChildEnd } from './child.js'
import { causeOfDeath, lastWords } from './death.js'

interface Circumstances {
  readonly end: ChildEnd
  readonly byWatchdog: boolean
  /** Why it never came to listen; null when it did. */
  readonly startProblem: string | null
  readonly requestsCutOff: number
}

export function recordDeath(state: LiveState, { end, byWatchdog, startProblem, requestsCutOff }: Circumstances): void {
  const server = state.get('server')
  const store = state.get('store')
  const at = Date.now()
  const held = heldSessions(store)
  const sum = (kept: boolean) => held.reduce((total, each) => total + (each.kept === kept ? (each.sessions ?? 0) : 0), 0)
  const reading = state.latestSample
  const death: Death = {
    boot: server.boot,
    at,
    cause: startProblem === null ? causeOfDeath(end, byWatchdog) : 'crashed',
    signal: end.signal,
    exitCode: end.code,
    lastWords: lastWords(end.stderr) ?? startProblem,
    lastReading: reading !== null && server.listeningSince !== null && reading.at >= server.listeningSince ? reading : null,
    store: store.active,
    held,
    sessionsLost: sum(false),
    sessionsKept: sum(true),
    requestsCutOff,
    uptimeMs: server.listeningSince === null ? 0 : Math.max(0, at - server.listeningSince),
    backAfterMs: null,
    heapLimitBytes: server.heapLimitBytes,
  }
  state.patch('server', { phase: 'died', pid: null, listeningSince: null, lastDeath: death })
  addRow(state, death)
}

/** The lesson server listens again: the death before it gets its `backAfterMs`. */
export function recordReturn(state: LiveState, at: number): void {
  const death = state.get('server').lastDeath
  if (death === null || death.backAfterMs !== null) return
  amend(state, { ...death, backAfterMs: Math.max(0, at - death.at) })
}

/** The crowd goes to the lesson server past the gateway, so what was cut off of it is known once it has ended, and is added then. */
export function recordCutOff(state: LiveState, boot: number, requests: number): void {
  const death = state.get('server').lastDeath
  if (death?.boot !== boot || requests === 0) return
  amend(state, { ...death, requestsCutOff: death.requestsCutOff + requests })
}

function amend(state: LiveState, death: Death): void {
  state.patch('server', { lastDeath: death })
  addRow(state, death)
}

function addRow(state: LiveState, death: Death): void {
  state.addRow({ kind: 'death', key: `death:${death.boot}`, at: death.at, death })
}
