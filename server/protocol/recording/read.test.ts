/** What is read as a recording, however it comes, and what is refused with what is wrong with it. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { logOf } from '../../test/support/state.js'
import { PROTOCOL_VERSION } from '../dashboard.js'
import type { LogEvent } from '../events.js'
import { openRecording, openRecordingText, RecordingError } from './read.js'
import { RECORDING, type Recording } from './recording.js'

const { state: base } = logOf().log
const cleared = (seq: number): LogEvent => ({ seq, at: seq, instance: 'a', cause: null, kind: 'cleared', removed: seq, undoForMs: 0 })
const good: Recording = JSON.parse(
  JSON.stringify({
    format: 'sessionscope-recording',
    version: 1,
    protocol: PROTOCOL_VERSION,
    writtenBy: 'Mallory’s',
    savedAt: 1,
    leftOut: { events: 0 },
    masked: true,
    base,
    events: [cleared(base.seq + 1), cleared(base.seq + 2)],
  } satisfies Recording),
)
const bytesOf = (recording: unknown): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(JSON.stringify(recording)))
const packed = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(bytes))
/** What came of it: its last event, or what is wrong. */
async function opened(file: Pick<Blob, 'size' | 'stream'>): Promise<unknown> {
  try {
    return (await openRecording(file, PROTOCOL_VERSION)).end.seq
  } catch (error) {
    return error instanceof RecordingError ? [error.fault, error.params] : error
  }
}
const text = (value: unknown): unknown => {
  try {
    return openRecordingText(typeof value === 'string' ? value : JSON.stringify(value), PROTOCOL_VERSION).end.seq
  } catch (error) {
    return error instanceof RecordingError ? [error.fault, error.params] : error
  }
}
const END = base.seq + 2

describe('as a file', () => {
  /** As a browser may bring it. */
  const inPieces = (bytes: Uint8Array<ArrayBuffer>, size: number) => ({
    size: bytes.length,
    stream: () =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          for (let from = 0; from < bytes.length; from += size) controller.enqueue(bytes.slice(from, from + size))
          controller.close()
        },
      }),
  })

  test('compressed or not, in whatever pieces it comes', async () => {
    for (const bytes of [bytesOf(good), packed(bytesOf(good))]) for (const size of [bytes.length, 997]) expect(await opened(inPieces(bytes, size))).toBe(END)
  })

  test('nothing, or what is no text, is no recording; and one that lost its end says so', async () => {
    expect(await opened(new Blob([]))).toEqual(['no-recording', {}])
    // It begins as what is compressed does, and is not.
    expect(await opened(new Blob([new Uint8Array([0x1f, 0x20])]))).toEqual(['no-recording', {}])
    expect(await opened(new Blob([new Uint8Array([0xff, 0xfe])]))).toEqual(['cut-off', {}])
    const bytes = bytesOf(good)
    const within = bytes.indexOf(0xe2) + 1
    expect(within).toBeGreaterThan(0)
    for (const end of [within, bytes.length - 20]) {
      expect(await opened(new Blob([bytes.slice(0, end)]))).toEqual(['cut-off', {}])
      expect(await opened(new Blob([packed(bytes.slice(0, end))]))).toEqual(['cut-off', {}])
    }
    expect(await opened(new Blob([bytes, new Uint8Array([0xe2])]))).toEqual(['cut-off', {}])
    const whole = packed(bytes)
    expect(await opened(inPieces(whole.slice(0, whole.length - 9), 100))).toEqual(['cut-off', {}])
  })

  test('one that is too large is refused with how large it may be, before anything of it is read', async () => {
    const stream = () => {
      throw new Error('It was read.')
    }
    expect(await opened({ size: RECORDING.fileBytes + 1, stream })).toEqual(['too-large', { bytes: RECORDING.fileBytes + 1, limit: RECORDING.fileBytes }])
  })
})

describe('what is in it', () => {
  test('is of this format, of this version and of this protocol', () => {
    expect(text(good)).toBe(END)
    for (const other of ['null', '[]', '1', '"x"', '{}', '{"format":"another"}']) expect(text(other)).toEqual(['no-recording', {}])
    expect(text({ ...good, version: { a: 1 } })).toEqual(['other-version', { version: '{"a":1}' }])
    expect(text({ ...good, version: 'x'.repeat(200) })).toEqual(['other-version', { version: 'x'.repeat(80) }])
    expect(text({ ...good, protocol: 9_999 })).toEqual(['other-protocol', { protocol: '9999', ours: PROTOCOL_VERSION }])
  })

  test('has no more events than a log may hold', () => {
    const events = Array.from({ length: RECORDING.events + 1 }, () => null)
    expect(text({ ...good, events })).toEqual(['too-many-events', { events: RECORDING.events + 1, limit: RECORDING.events }])
    expect(text({ ...good, events: { length: RECORDING.events + 1 } })).toEqual(['misfit', { place: 'events' }])
  })

  test('has what every pane relies on: a lesson server, and a port that may be one', () => {
    const at = (shopPort: number) => text({ ...good, base: { ...good.base, launch: { ...good.base.launch, shopPort } } })
    expect([at(0), at(65_535)]).toEqual([END, END])
    for (const port of [-1, 0.5, 65_536]) expect(at(port)).toEqual(['misfit', { place: 'base' }])
    expect(text({ ...good, base: { ...good.base, instances: {} } })).toEqual(['misfit', { place: 'base' }])
  })

  test('comes in order, each once', () => {
    const [first, second] = good.events as [LogEvent, LogEvent]
    expect(text({ ...good, events: [second, first] })).toEqual(['no-order', { seq: first.seq }])
    expect(text({ ...good, events: [first, first] })).toEqual(['no-order', { seq: first.seq }])
    expect(text({ ...good, events: [{ ...first, seq: base.seq }] })).toEqual(['no-order', { seq: base.seq }])
    expect(text({ ...good, events: [second] })).toBe(END)
  })

  test('goes with the state before it', () => {
    const seq = base.seq + 1
    // The only server that there is.
    const removed = { seq, at: 1, instance: 'a', cause: null, kind: 'instance-removed' } as unknown as LogEvent
    expect(text({ ...good, events: [removed] })).toEqual(['no-sense', { seq }])
  })
})
