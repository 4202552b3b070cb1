/** Records what a dashboard is sent: every event, and now and then the whole state; and holds one against the other. */
import { isDeepStrictEqual } from 'node:util'
import { io, type Socket } from 'socket.io-client'
import { type ClientToServerEvents, PROTOCOL_VERSION, type ServerToClientEvents } from '../../protocol/dashboard.js'
import type { LogEvent } from '../../protocol/events.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { applyFrame } from '../support/dashboard-socket.js'
import type { Sandbox } from '../support/launch.js'
import { isFull } from '../support/thoroughness.js'

/** Each is made, sent, read and kept whole, by and for several sandboxes side by side: more often, that takes more of the machine than the lessons do. */
const SNAPSHOT_EVERY_MS = isFull ? 300 : 1_000
const LAST_WITHIN_MS = 15_000

export interface Recording {
  /** By their `seq`. */
  readonly events: ReadonlyMap<number, LogEvent>
  /** In the order in which they came. */
  readonly snapshots: readonly Snapshot[]
}

/** A recording that goes on, and the state of the sandbox as a page that is open would hold it. */
export interface Recorder {
  /** A few ms behind the sandbox, while no frame is missing; a state of which `seq` tells how old it is. */
  now(): Snapshot
  /** Resolves when there is another state than now, or when the time is over. */
  changed(withinMs: number): Promise<void>
  /** Ends the recording with one more snapshot. @throws Error when that does not come */
  stop(): Promise<Recording>
}

/** Begins to record. @throws Error when the sandbox sends no snapshot */
export async function record({ dashboardUrl, token }: Sandbox): Promise<Recorder> {
  const events = new Map<number, LogEvent>()
  const snapshots: Snapshot[] = []
  let held: Snapshot | null = null
  const listeners = new Set<() => void>()
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(dashboardUrl, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token, protocol: PROTOCOL_VERSION },
    extraHeaders: { origin: dashboardUrl },
  })
  const tell = () => {
    for (const listener of [...listeners]) listener()
  }
  socket.on('frame', (frame) => {
    for (const event of frame.events) events.set(event.seq, event)
    const next = held && applyFrame(held, frame)
    if (held && !next) socket.emit('resync')
    held = next ?? held
    tell()
  })
  socket.on('snapshot', (snapshot) => {
    snapshots.push(snapshot)
    // Frames may be ahead of an answer that was asked for before them.
    if (held === null || snapshot.seq > held.seq) held = snapshot
    tell()
  })
  /** @returns whether it was so within that time */
  const until = (done: () => boolean, withinMs: number) =>
    new Promise<boolean>((resolve) => {
      const end = (isDone: boolean) => {
        clearTimeout(timer)
        listeners.delete(listener)
        resolve(isDone)
      }
      const listener = () => done() && end(true)
      const timer = setTimeout(() => end(false), withinMs)
      listeners.add(listener)
    })
  const mustCome = async (done: () => boolean) => {
    if (!(await until(done, LAST_WITHIN_MS))) throw new Error('The sandbox sent no snapshot, or not the events before it.')
  }
  await mustCome(() => snapshots.length > 0)
  const asking = setInterval(() => socket.emit('resync'), SNAPSHOT_EVERY_MS)
  return {
    now: () => held as Snapshot,
    async changed(withinMs) {
      const before = held
      await until(() => held !== before, withinMs)
    },
    async stop() {
      clearInterval(asking)
      const before = snapshots.length
      socket.emit('resync')
      await mustCome(() => snapshots.length > before && events.has(snapshots.at(-1)?.seq ?? 0))
      socket.disconnect()
      return { events, snapshots }
    },
  }
}

export interface Comparison {
  /** Snapshots that were what the events before them amount to. */
  readonly compared: number
  /** Places where events were missing, as they may be on a busy machine: what comes after is compared from the next snapshot on. */
  readonly gaps: number
}

/**
 * Reduces all events from the first snapshot on, and holds every snapshot that was sent against what they amount to by then: a prefix of the log.
 *
 * @throws Error with the parts that differ
 */
export function compare({ events, snapshots }: Recording): Comparison {
  let [state] = snapshots
  let compared = 0
  let gaps = 0
  for (const then of snapshots.slice(1)) {
    const reduced: Snapshot | null = state ? stateUpTo(state, then.seq, events) : null
    state = reduced ?? then
    if (reduced === null) {
      gaps += 1
      continue
    }
    const ours = sent(reduced)
    const theirs: Readonly<Record<string, unknown>> = { ...then }
    const differing = Object.keys({ ...ours, ...theirs }).filter((name) => !isDeepStrictEqual(ours[name], theirs[name]))
    if (differing.length > 0) throw new Error(`At event ${then.seq} the reduced state is not the one that was sent: ${differing.join(', ')}.`)
    compared += 1
  }
  return { compared, gaps }
}

/** @returns null where an event is missing */
function stateUpTo(base: Snapshot, seq: number, events: Recording['events']): Snapshot | null {
  let state = base
  while (state.seq < seq) {
    const event = events.get(state.seq + 1)
    if (!event) return null
    state = reduce(state, event)
  }
  return state
}

/** As it is on the other side of a socket. */
function sent(value: Snapshot): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
}
