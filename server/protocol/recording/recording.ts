/** A recording: what a launch's log held, as a file that the page opens without a server. */
import type { LogEvent } from '../events.js'
import type { Snapshot } from '../state.js'

export interface Recording {
  readonly format: 'sessionscope-recording'
  /** Of this format. */
  readonly version: 1
  /** PROTOCOL_VERSION of what is in it. */
  readonly protocol: number
  /** Of the Sessionscope that wrote it. */
  readonly writtenBy: string
  /** Epoch ms. */
  readonly savedAt: number
  readonly leftOut: LeftOut
  /** Were credentials, IDs and what people typed replaced by others of the same form? */
  readonly masked: boolean
  /** The state before the first event. */
  readonly base: Snapshot
  readonly events: readonly LogEvent[]
}

/** What happened in the launch and is in the base only. */
export interface LeftOut {
  /** Events before the first one here, without readings. */
  readonly events: number
}

/** Bounds of a recording, for whoever writes one and for whoever reads one that came from elsewhere. */
export const RECORDING = Object.freeze({
  /** Of the file, compressed. */
  fileBytes: 5_000_000,
  /** Of what is in it, as text: a file that unpacks to more is refused before it is unpacked. */
  textCharacters: 128 * 1024 * 1024,
  /** A log holds 20,000, and readings beside them. */
  events: 60_000,
  /** How deep what may be anything (a session's data) may be. */
  depth: 64,
})

export const RECORDING_FORMAT = 'sessionscope-recording' satisfies Recording['format']
export const RECORDING_VERSION = 1 satisfies Recording['version']
