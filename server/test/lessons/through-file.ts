/** A recording of a lesson as a file: opened again, it is at each moment what was live then. */
import { isDeepStrictEqual } from 'node:util'
import { PROTOCOL_VERSION } from '../../protocol/dashboard.js'
import type { LogEvent } from '../../protocol/events.js'
import { buildRecording, type Logged } from '../../protocol/recording/build.js'
import { openRecording } from '../../protocol/recording/read.js'
import type { Snapshot } from '../../protocol/state.js'
import { type Held, holdEachEvent } from './each-event.js'
import type { Recording } from './recording.js'

export interface ThroughFile extends Held {
  /** Snapshots that were held against the file. */
  readonly compared: number
  /** Of the masked file. */
  readonly bytes: number
}

/**
 * @throws RecordingError where what a sandbox sent is not what a recording may hold, masked or not
 * @throws Error with the parts that differ from what was live
 */
export async function throughFile({ events, snapshots }: Recording): Promise<ThroughFile> {
  const logged = wholeFrom(snapshots, events)
  const options = { protocol: PROTOCOL_VERSION, savedAt: Date.now() }
  const whole = await openRecording((await buildRecording(logged, { ...options, masked: false })).file, PROTOCOL_VERSION)
  let compared = 0
  for (const then of snapshots) {
    if (then.seq <= logged.base.seq || then.seq > whole.end.seq) continue
    const held: Readonly<Record<string, unknown>> = { ...whole.history.stateAt(then.seq) }
    const live: Readonly<Record<string, unknown>> = { ...then }
    const differing = Object.keys(live).filter((name) => !isDeepStrictEqual(JSON.parse(JSON.stringify(held[name])), live[name]))
    if (differing.length > 0) throw new Error(`At event ${then.seq} the recording is not what was live: ${differing.join(', ')}.`)
    compared += 1
  }
  // In between, and in whatever order: at each event, what a page that was open had.
  const held = holdEachEvent(logged.base, logged.events, whole.history)
  const { file } = await buildRecording(logged, { ...options, masked: true })
  const masked = await openRecording(file, PROTOCOL_VERSION)
  if (masked.end.timeline.length !== whole.end.timeline.length) throw new Error('What is masked has other rows.')
  return { ...held, compared, bytes: file.size }
}

/** The longest way that is without a gap: a frame may be lost on a busy machine. */
function wholeFrom(snapshots: readonly Snapshot[], events: ReadonlyMap<number, LogEvent>): Logged {
  const ways = snapshots.map((base) => {
    const found: LogEvent[] = []
    for (let event = events.get(base.seq + 1); event !== undefined; event = events.get(event.seq + 1)) found.push(event)
    return { base, events: found }
  })
  return ways.reduce((longest, way) => (way.events.length > longest.events.length ? way : longest))
}
