/** Reads a journal's file frame by frame, and finds the way on behind what is damaged. */
import { fstatSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Change, HEAD_BYTES, MAGIC, readBody, readHead } from './journal-records.js'

const PIECE_BYTES = 16 * 1024 * 1024
const FRAMES_BETWEEN_TURNS = 20_000

export interface ReadJournal {
  /** Up to the end of the last frame that is whole. */
  readonly goodBytes: number
  /** Bytes that were skipped before it; 0: none. */
  readonly damagedBytes: number
}

export async function readJournal(fd: number, apply: (change: Change) => void): Promise<ReadJournal> {
  const bytes = await readAll(fd)
  let [at, goodBytes, damagedBytes] = [0, 0, 0]
  for (let frames = 1; ; frames += 1) {
    const frame = frameAt(bytes, at)
    if (frame !== null) {
      damagedBytes += at - goodBytes
      for (const change of frame.changes) apply(change)
      at = frame.end
      goodBytes = at
      if (frames % FRAMES_BETWEEN_TURNS === 0) await nextTurn()
      continue
    }
    // A frame that ends too early is the last one, cut off when the process ended; unless another one follows.
    at = bytes.indexOf(MAGIC, at + 1)
    if (at === -1) break
  }
  // Of what is behind the last whole frame, only that which cannot be a frame that was cut off is damage.
  const rest = bytes.length - goodBytes
  return { goodBytes, damagedBytes: damagedBytes + (isCutOff(bytes, goodBytes) ? 0 : rest) }
}

function isCutOff(bytes: Buffer, at: number): boolean {
  if (bytes.length - at < HEAD_BYTES) return true
  const head = readHead(bytes, at)
  return head !== null && at + HEAD_BYTES + head.length > bytes.length
}

function frameAt(bytes: Buffer, at: number): { readonly changes: readonly Change[]; readonly end: number } | null {
  if (at + HEAD_BYTES > bytes.length) return null
  const head = readHead(bytes, at)
  if (head === null) return null
  const end = at + HEAD_BYTES + head.length
  if (end > bytes.length) return null
  const changes = readBody(bytes.subarray(at + HEAD_BYTES, end), head)
  return changes === null ? null : { changes, end }
}

async function readAll(fd: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(fstatSync(fd).size)
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(fd, bytes, at, Math.min(PIECE_BYTES, bytes.length - at), at)
    if (read === 0) return bytes.subarray(0, at)
    at += read
    await nextTurn()
  }
  return bytes
}
