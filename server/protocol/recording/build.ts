/** Makes a recording of what a log holds: as much of the newest as fits, and the state before it. */
import type { LogEvent } from '../events.js'
import { isReading } from '../history/readings.js'
import { reduce } from '../reduce.js'
import type { Snapshot } from '../state.js'
import { Masking } from './mask.js'
import { RECORDING, RECORDING_FORMAT, RECORDING_VERSION, type Recording } from './recording.js'

/** What a log holds. */
export interface Logged {
  /** The state before the first event. */
  readonly base: Snapshot
  /** Oldest first. */
  readonly events: readonly LogEvent[]
}

export interface BuildOptions {
  readonly protocol: number
  /** Epoch ms. */
  readonly savedAt: number
  readonly masked: boolean
  /** Of the file; RECORDING.fileBytes where it is left out. */
  readonly maxBytes?: number
  /** Is told how far it is, from 0 to 1. */
  readonly onProgress?: (done: number) => void
  /** Resolves when it may go on: whoever shares the thread has it in between. */
  readonly pause?: () => Promise<void>
  readonly signal?: AbortSignal
}

export interface BuiltRecording {
  /** The file: gzip. */
  readonly file: Blob
  readonly events: number
  readonly leftOut: Recording['leftOut']
}

/** How many events are done between two pauses. */
const AT_ONCE = 200

/**
 * A file of at most `maxBytes`. What does not fit is in the base only: the oldest events, one after the other.
 *
 * @throws Error where not even the base fits; what `signal` was aborted with
 */
export async function buildRecording(logged: Logged, options: BuildOptions): Promise<BuiltRecording> {
  const { maxBytes = RECORDING.fileBytes } = options
  const kept = logged.events.slice(-RECORDING.events)
  const masking = options.masked ? new Masking() : null
  const steps = steady(options, kept.length * (masking === null ? 1 : 2))
  if (masking !== null) {
    masking.learn(logged.base)
    for (const event of kept) {
      masking.learn(event)
      await steps()
    }
  }
  const texts: string[] = []
  for (const event of kept) {
    texts.push(JSON.stringify(masking?.event(event) ?? event))
    await steps()
  }
  let from = 0
  for (;;) {
    const first = logged.events.length - kept.length + from
    const { base, leftOut } = baseBefore(logged, first)
    const state = masking === null ? base : maskedState(masking, base)
    const head = {
      format: RECORDING_FORMAT,
      version: RECORDING_VERSION,
      protocol: options.protocol,
      writtenBy: base.launch.version,
      savedAt: options.savedAt,
      leftOut,
      masked: options.masked,
      base: state,
    } satisfies Omit<Recording, 'events'>
    const text = `${JSON.stringify(head).slice(0, -1)},"events":[${texts.slice(from).join()}]}`
    const file = await compressed(text)
    options.signal?.throwIfAborted()
    if (file.size <= maxBytes && text.length <= RECORDING.textCharacters) return { file, events: texts.length - from, leftOut }
    if (from >= texts.length) throw new Error('The state alone is larger than a recording may be')
    from += tooMany(texts.slice(from), Math.min((maxBytes / file.size) * 0.97, RECORDING.textCharacters / text.length))
  }
}

function maskedState(masking: Masking, base: Snapshot): Snapshot {
  masking.learn(base)
  return masking.state(base)
}

/** How many of the oldest have to go so that this share of all is left. */
function tooMany(texts: readonly string[], share: number): number {
  const all = texts.reduce((sum, text) => sum + text.length, 0)
  let left = all
  let count = 0
  for (const text of texts) {
    if (left <= all * share) break
    left -= text.length
    count += 1
  }
  return Math.max(1, count)
}

/** The state before the first of the events that are kept, which says what the recording does not hold one by one. */
function baseBefore({ base, events }: Logged, first: number): { readonly base: Snapshot; readonly leftOut: Recording['leftOut'] } {
  const before = events.slice(0, first)
  const state = before.reduce(reduce, base)
  const moved = before.filter((event) => !isReading(event)).length
  const since = events[first]?.seq ?? state.seq + 1
  const log = moved === 0 ? state.log : { folded: state.log.folded + moved, since }
  return { base: { ...state, log }, leftOut: { events: log.folded } }
}

function steady({ onProgress, pause, signal }: BuildOptions, all: number): () => Promise<void> {
  let done = 0
  return async () => {
    done += 1
    if (done % AT_ONCE !== 0) return
    onProgress?.(Math.min(1, done / Math.max(1, all)))
    await pause?.()
    signal?.throwIfAborted()
  }
}

async function compressed(text: string): Promise<Blob> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob()
}
