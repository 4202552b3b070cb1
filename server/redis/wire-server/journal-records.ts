/**
 * What the journal's file is made of: frames, each with all that was changed at the same time (so that of a transaction nothing is kept or everything), with
 * its length and a checksum. A record says what a key holds from then on: the last one counts.
 */
import { crc32 } from 'node:zlib'
import { typeOf, type Value } from './values.js'

export type Change =
  | { readonly database: number; readonly key: string; readonly value: Value; readonly expiresAt: number | null }
  | { readonly database: number; readonly key: string; readonly value: null }
  /** All keys of the database are gone. */
  | { readonly database: number; readonly key: null }

/** As its bytes stand in the file. */
export const MAGIC = Buffer.from('1RSS', 'latin1')
const MAGIC_NUMBER = MAGIC.readUInt32LE()
export const HEAD_BYTES = 12
const OPS = { delete: 0, string: 1, hash: 2, set: 3, list: 4, flush: 5 } as const
const NEVER = -1

/** One frame around these changes. */
export function encodeFrame(changes: readonly Change[]): Buffer {
  const body = new Writer()
  for (const change of changes) writeChange(body, change)
  const bytes = body.take()
  bytes.writeUInt32LE(MAGIC_NUMBER, 0)
  bytes.writeUInt32LE(bytes.length - HEAD_BYTES, 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(HEAD_BYTES)), 8)
  return bytes
}

export interface FrameHead {
  /** Bytes behind the head. */
  readonly length: number
  readonly checksum: number
}

/** @param bytes HEAD_BYTES at least @returns null when no frame begins there */
export function readHead(bytes: Buffer, at: number): FrameHead | null {
  if (bytes.readUInt32LE(at) !== MAGIC_NUMBER) return null
  return { length: bytes.readUInt32LE(at + 4), checksum: bytes.readUInt32LE(at + 8) }
}

/** @returns null when the body is damaged */
export function readBody(body: Buffer, { checksum }: FrameHead): readonly Change[] | null {
  if (crc32(body) !== checksum) return null
  const reader = new Reader(body)
  const changes: Change[] = []
  while (!reader.isDone) changes.push(readChange(reader))
  return changes
}

function writeChange(to: Writer, change: Change): void {
  if (change.key === null) {
    to.byte(OPS.flush)
    to.byte(change.database)
    return
  }
  if (change.value === null) {
    to.byte(OPS.delete)
    to.byte(change.database)
    to.text(change.key)
    return
  }
  const { value } = change
  to.byte(OPS[typeOf(value)])
  to.byte(change.database)
  to.double(change.expiresAt ?? NEVER)
  to.text(change.key)
  writeValue(to, value)
}

function writeValue(to: Writer, value: Value): void {
  if (typeof value === 'string') {
    to.text(value)
    return
  }
  to.count(Array.isArray(value) ? value.length : value.size)
  if (!(value instanceof Map)) for (const item of value) to.text(item)
  else
    for (const [field, text] of value) {
      to.text(field)
      to.text(text)
    }
}

function readChange(from: Reader): Change {
  const op = from.byte()
  const database = from.byte()
  if (op === OPS.flush) return { database, key: null }
  if (op === OPS.delete) return { database, key: from.text(), value: null }
  const expiry = from.double()
  const key = from.text()
  return { database, key, expiresAt: expiry === NEVER ? null : expiry, value: readValue(from, op) }
}

function readValue(from: Reader, op: number): Value {
  if (op === OPS.string) return from.text()
  const texts = Array.from({ length: from.count() * (op === OPS.hash ? 2 : 1) }, () => from.text())
  if (op === OPS.set) return new Set(texts)
  if (op === OPS.list) return texts
  const hash = new Map<string, string>()
  for (let index = 0; index < texts.length; index += 2) hash.set(texts[index] ?? '', texts[index + 1] ?? '')
  return hash
}

/** Bytes that grow; the head's place is left free. */
class Writer {
  #bytes = Buffer.allocUnsafe(512)
  #at = HEAD_BYTES

  byte(value: number): void {
    const at = this.#reserve(1)
    this.#bytes.writeUInt8(value, at)
  }

  count(value: number): void {
    const at = this.#reserve(4)
    this.#bytes.writeUInt32LE(value, at)
  }

  double(value: number): void {
    const at = this.#reserve(8)
    this.#bytes.writeDoubleLE(value, at)
  }

  text(text: string): void {
    this.count(text.length)
    const at = this.#reserve(text.length)
    this.#bytes.write(text, at, 'latin1')
  }

  take(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  /** The bytes may be others afterwards. */
  #reserve(bytes: number): number {
    const at = this.#at
    this.#at += bytes
    if (this.#at > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#at, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    return at
  }
}

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#move(1))
  }

  count(): number {
    return this.#bytes.readUInt32LE(this.#move(4))
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#move(8))
  }

  text(): string {
    const length = this.count()
    const at = this.#move(length)
    return this.#bytes.toString('latin1', at, at + length)
  }

  #move(bytes: number): number {
    const at = this.#at
    this.#at += bytes
    return at
  }
}
