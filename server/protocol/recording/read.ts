/** Opens a recording, wherever it came from: nothing of it is believed before it was looked at. */
import type { LogEvent } from '../events.js'
import { History } from '../history/history.js'
import { LOG } from '../limits.js'
import { reduce } from '../reduce.js'
import type { Snapshot } from '../state.js'
import { isRecord, misfit } from './check.js'
import { RECORDING, RECORDING_FORMAT, RECORDING_VERSION, type Recording } from './recording.js'
import { SHAPES } from './shapes.js'

/**
 * What is wrong with a file.
 * - `too-large`: params bytes, limit; `unpacks-too-large`: limit; `too-many-events`: events, limit;
 * - `cut-off`: it ends in the middle; `no-recording`: it is something else;
 * - `other-version`: version; `other-protocol`: protocol, ours;
 * - `misfit`: place, where it is not what a recording holds; `no-order`: seq of an event that does not come after the one before;
 * - `no-sense`: seq of an event that does not go with the state before it.
 */
export type RecordingFault =
  | 'too-large'
  | 'unpacks-too-large'
  | 'too-many-events'
  | 'cut-off'
  | 'no-recording'
  | 'other-version'
  | 'other-protocol'
  | 'misfit'
  | 'no-order'
  | 'no-sense'

export class RecordingError extends Error {
  override readonly name = 'RecordingError'
  readonly fault: RecordingFault
  readonly params: Readonly<Record<string, string | number>>

  constructor(fault: RecordingFault, params: RecordingError['params'] = {}) {
    super(`A recording cannot be opened: ${fault} ${JSON.stringify(params)}`)
    this.fault = fault
    this.params = params
  }
}

/** A recording that was looked at, and what it amounts to. */
export interface OpenedRecording {
  readonly recording: Recording
  readonly history: History
  /** The state after its last event. */
  readonly end: Snapshot
}

/**
 * @param file compressed or not; not read where it is too large
 * @param protocol PROTOCOL_VERSION of whoever is going to show it
 * @throws RecordingError with what is wrong
 */
export async function openRecording(file: Pick<Blob, 'size' | 'stream'>, protocol: number): Promise<OpenedRecording> {
  if (file.size > RECORDING.fileBytes) throw new RecordingError('too-large', { bytes: file.size, limit: RECORDING.fileBytes })
  return openRecordingText(await textOf(file), protocol)
}

/** @throws RecordingError with what is wrong */
export function openRecordingText(text: string, protocol: number): OpenedRecording {
  const recording = checked(parsed(text), protocol)
  return { recording, ...play(recording) }
}

const GZIP = [0x1f, 0x8b]

async function textOf(file: Pick<Blob, 'size' | 'stream'>): Promise<string> {
  const reader = file.stream().getReader()
  const first = await reader.read()
  const isCompressed = !first.done && GZIP.every((byte, index) => first.value[index] === byte)
  const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void (first.done ? controller.close() : controller.enqueue(first.value as Uint8Array<ArrayBuffer>)),
    pull: async (controller) => {
      const next = await reader.read()
      if (next.done) controller.close()
      else controller.enqueue(next.value as Uint8Array<ArrayBuffer>)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  try {
    return await bounded(isCompressed ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes)
  } catch (error) {
    if (error instanceof RecordingError) throw error
    throw new RecordingError('cut-off')
  }
}

async function bounded(bytes: ReadableStream<Uint8Array>): Promise<string> {
  const reader = bytes.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const texts: string[] = []
  let length = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > RECORDING.textCharacters) {
      void reader.cancel().catch(() => undefined)
      throw new RecordingError('unpacks-too-large', { limit: RECORDING.textCharacters })
    }
    texts.push(decoder.decode(next.value, { stream: true }))
  }
  texts.push(decoder.decode())
  return texts.join('')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What begins as one and cannot be read has lost its end.
    throw new RecordingError(text.trimStart().startsWith(`{"format":"${RECORDING_FORMAT}"`) ? 'cut-off' : 'no-recording')
  }
}

function checked(value: unknown, protocol: number): Recording {
  if (!isRecord(value) || value.format !== RECORDING_FORMAT) throw new RecordingError('no-recording')
  if (value.version !== RECORDING_VERSION) throw new RecordingError('other-version', { version: short(value.version) })
  if (value.protocol !== protocol) throw new RecordingError('other-protocol', { protocol: short(value.protocol), ours: protocol })
  const { events } = value
  if (Array.isArray(events) && events.length > RECORDING.events) throw new RecordingError('too-many-events', { events: events.length, limit: RECORDING.events })
  const place = misfit(value, { ref: 'Recording' }, SHAPES)
  if (place !== null) throw new RecordingError('misfit', { place: short(place) })
  const recording = value as unknown as Recording
  if (!holdsTogether(recording.base)) throw new RecordingError('misfit', { place: 'base' })
  return recording
}

/** What no type says, and every pane relies on. */
function holdsTogether({ instances, launch }: Snapshot): boolean {
  return Object.keys(instances).length > 0 && isPort(launch.shopPort)
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535
}

function play({ base, events }: Recording): Pick<OpenedRecording, 'history' | 'end'> {
  const history = new History(base, {
    ...LOG,
    events: Number.POSITIVE_INFINITY,
    bytes: Number.POSITIVE_INFINITY,
    readings: Number.POSITIVE_INFINITY,
    thinning: [],
  })
  let end = base
  for (const event of events) {
    if (event.seq <= end.seq) throw new RecordingError('no-order', { seq: event.seq })
    history.add(event, end)
    end = after(end, event)
  }
  return { history, end }
}

function after(state: Snapshot, event: LogEvent): Snapshot {
  let next: Snapshot | null = null
  try {
    next = reduce(state, event)
  } catch {
    // An event that does not go with the state: said below.
  }
  if (next === null || !holdsTogether(next)) throw new RecordingError('no-sense', { seq: event.seq })
  return next
}

function short(value: unknown): string {
  return String(typeof value === 'object' ? JSON.stringify(value) : value).slice(0, 80)
}
