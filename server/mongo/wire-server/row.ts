/** A document where it is kept. */
import { elementsOf } from './bson-check.js'
import { decode, decodeValue, nameOf } from './codec.js'
import { keyOf } from './compare.js'
import type { Doc, Value } from './values.js'

export class Row {
  /** The same for equal ids. */
  readonly key: string
  readonly id: Value
  /** Grows with every insert: the natural order. */
  readonly recordId: number
  /** Of the journal's record; grows with every change. */
  sequence = 0
  /** BSON, base64: one string that the journal's record shares. */
  text: string
  bytes: number
  /** Epoch ms after which a TTL index wants it gone. */
  expiresAt = Number.POSITIVE_INFINITY
  removed = false

  constructor(id: Value, recordId: number, text: string, bytes: number) {
    this.id = id
    this.key = keyOf(id)
    this.recordId = recordId
    this.text = text
    this.bytes = bytes
  }

  raw(): Buffer {
    return Buffer.from(this.text, 'base64')
  }

  document(): Doc {
    return decode(this.raw())
  }
}

/** One field of a document on the top level, without decoding the rest; undefined when it is not there. */
export function readField(bytes: Buffer, name: string): { readonly value: Value } | undefined {
  const element = elementsOf(bytes).find((candidate) => nameOf(bytes, candidate) === name)
  return element && { value: decodeValue(bytes, element) }
}
