/** The socket between the supervisor and a dashboard, on one screen. socket.io takes both interfaces as its event maps. */
import type { CommandResult } from './command-results.js'
import type { Command } from './commands.js'
import type { LogEvent } from './events.js'
import type { Result } from './problem.js'
import type { Snapshot } from './state.js'

/** Raised whenever a snapshot, a frame or a command changes in a way that an older page cannot read. */
export const PROTOCOL_VERSION = 4

/**
 * What has happened since the frame before. Who receives it passes over what its state already includes (an event whose `seq` is not
 * above its own), and applies the rest in order, each of which must be one more than the one before. Where that leaves a gap, or does
 * not lead to the frame's own `seq` since there was more than a frame holds (FRAMES.maxEvents), it asks for a snapshot with `resync`.
 */
export interface Frame {
  /** Of the last event that there was. */
  readonly seq: number
  readonly events: readonly LogEvent[]
}

/**
 * A line of `GET /api/log`: first the state before the first event that is held, and the `seq` of the last one; then events, oldest first.
 * Each has a higher `seq` than the one before, and numbers are missing where old readings were thinned out.
 */
export type HistoryPart = { readonly base: Snapshot; readonly until: number } | readonly LogEvent[]

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
