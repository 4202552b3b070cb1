/** A dashboard without a page: every state that it could have shown, and the state that it holds, whose frames and answers come late. */
import { io, type Socket } from 'socket.io-client'
import type { ResultOf } from '../../protocol/command-results.js'
import type { Command } from '../../protocol/commands.js'
import { type ClientToServerEvents, PROTOCOL_VERSION, type ServerToClientEvents } from '../../protocol/dashboard.js'
import type { LogEvent } from '../../protocol/events.js'
import { type Result, unwrap } from '../../protocol/problem.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { applyFrame } from '../support/dashboard-socket.js'
import { LateLine, type Lateness } from '../support/late-channels.js'

export interface PageMoment {
  readonly event: LogEvent
  readonly before: Snapshot
  readonly state: Snapshot
}

export interface LatePage {
  /** What a page has made of all that came. */
  shown(): Snapshot | null
  /** Every event that came, with the state before and after it. */
  readonly moments: readonly PageMoment[]
  /** Snapshots that had to be asked for. */
  gaps(): number
  command<C extends Command>(command: C): Promise<ResultOf<C['type']>>
  close(): void
}

/** @param late how late frames and snapshots are, and how late answers are */
export async function openPage(url: string, token: string, late: { readonly frames: Lateness; readonly answers: Lateness }): Promise<LatePage> {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(url, {
    transports: ['websocket'],
    forceNew: true,
    auth: { token, protocol: PROTOCOL_VERSION },
    extraHeaders: { origin: url },
  })
  const frames = new LateLine(late.frames)
  const answers = new LateLine(late.answers)
  const moments: PageMoment[] = []
  let shown: Snapshot | null = null
  let held: Snapshot | null = null
  let gaps = 0
  const first = new Promise<void>((resolve, reject) => {
    socket.once('connect_error', reject)
    socket.on('snapshot', (snapshot) =>
      frames.send(() => {
        held = snapshot
        shown = snapshot
        resolve()
      }),
    )
  })
  socket.on('frame', (frame) =>
    frames.send(() => {
      for (const event of frame.events) {
        if (held === null || event.seq !== held.seq + 1) continue
        const before: Snapshot = held
        held = reduce(before, event)
        moments.push({ event, before, state: held })
      }
      const next = shown === null ? null : applyFrame(shown, frame)
      if (next !== null) shown = next
      else if (shown !== null) {
        gaps += 1
        socket.emit('resync')
      }
    }),
  )
  await first
  return {
    shown: () => shown,
    moments,
    gaps: () => gaps,
    async command<C extends Command>(command: C) {
      const answer = (await socket.timeout(60_000).emitWithAck('command', command)) as Result<ResultOf<C['type']>>
      await new Promise<void>((resolve) => answers.send(resolve))
      return unwrap(answer)
    },
    close: () => void socket.disconnect(),
  }
}
