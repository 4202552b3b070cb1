/** A dashboard's socket without a page: what it was sent, and the state that a page would hold. */
import { setTimeout as delay } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { afterEach } from 'vitest'
import { type ClientToServerEvents, type Frame, PROTOCOL_VERSION, type ServerToClientEvents } from '../../protocol/dashboard.js'
import type { LogEvent } from '../../protocol/events.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'

export interface DashboardSocket {
  readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>
  readonly frames: readonly Frame[]
  /** The state as frames have made it; null before the first snapshot. */
  held(): Snapshot | null
  /** Times that a gap was seen and answered with `resync`. */
  gaps(): number
}

const opened: Socket[] = []
afterEach(() => {
  for (const socket of opened.splice(0)) socket.disconnect()
})

export interface SocketOptions {
  readonly token?: string
  readonly protocol?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Connects as the page does; waits for the first snapshot. @throws the reason of a refusal */
export async function connectDashboard(url: string, token: string, options: SocketOptions = {}): Promise<DashboardSocket> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token: options.token ?? token, protocol: options.protocol ?? PROTOCOL_VERSION },
    extraHeaders: { origin: url, ...options.headers },
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
  })
  opened.push(socket)
  const frames: Frame[] = []
  let held: Snapshot | null = null
  let gaps = 0
  socket.on('snapshot', (snapshot) => {
    held = snapshot
  })
  socket.on('frame', (frame) => {
    frames.push(frame)
    if (held === null) return
    const next = applyFrame(held, frame)
    if (next !== null) {
      held = next
      return
    }
    gaps += 1
    socket.emit('resync')
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('snapshot', () => resolve())
    socket.once('connect_error', reject)
  })
  return { socket, frames, held: () => held, gaps: () => gaps }
}

/** What a page does with a frame: null where it has missed something. */
export function applyFrame(state: Snapshot, { seq, events }: Frame): Snapshot | null {
  const news: readonly LogEvent[] = events.filter((event) => event.seq > state.seq)
  const next = news.reduce<Snapshot | null>((now, event) => (now !== null && event.seq === now.seq + 1 ? reduce(now, event) : null), state)
  return next !== null && next.seq >= seq ? next : null
}

/** Waits for something to become true. */
export async function eventually(check: () => boolean, withinMs: number): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(10)) if (check()) return true
  return check()
}
