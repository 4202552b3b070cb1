/** The socket between the supervisor and a dashboard, on one screen. socket.io takes both interfaces as its event maps. */
import type { Command, CommandResult } from './commands.js'
import type { Result } from './problem.js'
import type { MemorySample, Snapshot, TimelineRow } from './state.js'

/** Raised whenever a snapshot, a frame or a command changes in a way that an older page cannot read. */
export const PROTOCOL_VERSION = 1

/** The slices that a frame replaces as a whole. */
export type Slices = Pick<Snapshot, 'launch' | 'server' | 'store' | 'mongo' | 'browsers' | 'formerBrowsers' | 'focused' | 'crowd' | 'lesson' | 'dropped'>

/** What changed since the frame before. */
export interface Frame {
  /** One more than the frame before; a client that sees a gap asks for a snapshot with `resync`. */
  readonly seq: number
  readonly slices: Partial<Slices>
  /** Rows to add, or to replace where the key is known. */
  readonly rows: readonly TimelineRow[]
  readonly samples: readonly MemorySample[]
}

export interface ServerToClientEvents {
  /** On connect, and in answer to `resync`. `at`: epoch ms by the sandbox's clock as it was sent, which need not be the clock of the page. */
  snapshot: (snapshot: Snapshot, at: number) => void
  frame: (frame: Frame, at: number) => void
}

export interface ClientToServerEvents {
  command: (command: Command, answer: (result: Result<CommandResult>) => void) => void
  resync: () => void
}

/** `auth` of the handshake: the launch token from the page, and the page's protocol version. */
export interface HandshakeAuth {
  readonly token: string
  readonly protocol: number
}

/** Why a connection was refused; arrives as the message of `connect_error`. */
export type Refusal = 'bad-token' | 'page-too-old' | 'bad-origin'
