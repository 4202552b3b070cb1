/** Between bytes and documents: out of what the check of BSON found one way, with the serializer of the driver's own `bson` the other. */
import { Binary, BSON, BSONRegExp, BSONSymbol, Code, DBRef, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { type Element, elementsOf } from './bson-check.js'
import { CommandError } from './command-error.js'
import type { Doc, Value } from './values.js'

export function nameOf(bytes: Buffer, element: Element): string {
  return bytes.toString('utf8', element[1], element[1] + element[2])
}

/** Decodes a whole document. @throws CommandError InvalidBSON, Overflow */
export function decode(bytes: Buffer, start = 0, depth = 0): Doc {
  if (depth > EMBEDDED.maxNesting) throw new CommandError('Overflow', `BSONObj exceeded maximum nested object depth: ${EMBEDDED.maxNesting}`)
  const result: Doc = new Map()
  for (const element of elementsOf(bytes, start)) {
    const name = nameOf(bytes, element)
    // MongoDB looks at the first of two fields with the same name.
    if (!result.has(name)) result.set(name, decodeValue(bytes, element, depth))
  }
  return result
}

/** Of a string, whose end has been checked with its field's. */
function text(bytes: Buffer, offset: number): string {
  return bytes.toString('utf8', offset + 4, offset + 3 + bytes.readInt32LE(offset))
}

/** The named fields of a document's top level, without decoding the rest. */
export function decodeFields(bytes: Buffer, names: ReadonlySet<string>): Doc {
  const result: Doc = new Map()
  for (const element of elementsOf(bytes)) {
    const name = nameOf(bytes, element)
    if (names.has(name) && !result.has(name)) result.set(name, decodeValue(bytes, element))
  }
  return result
}

/** Decodes one value. */
export function decodeValue(bytes: Buffer, [type, , , offset, length]: Element, depth = 0): Value {
  switch (type) {
    case 0x01:
      return new Double(bytes.readDoubleLE(offset))
    case 0x02:
      return text(bytes, offset)
    case 0x03:
      return decode(bytes, offset, depth + 1)
    case 0x04:
      return decodeArray(bytes, offset, depth + 1)
    case 0x05:
      return new Binary(Buffer.from(bytes.subarray(offset + 5, offset + length)), bytes[offset + 4] ?? 0)
    case 0x06:
      return undefined
    case 0x07:
      return new ObjectId(Buffer.from(bytes.subarray(offset, offset + 12)))
    case 0x08:
      return bytes[offset] === 1
    case 0x09:
      return new Date(Number(bytes.readBigInt64LE(offset)))
    case 0x0a:
      return null
    case 0x0b: {
      const [pattern = '', options = ''] = bytes.toString('utf8', offset, offset + length).split('\0')
      const regex = new BSONRegExp(pattern)
      // Its constructor throws for an option that it does not know; whether there is such a one is for the query to say.
      regex.options = [...options].sort().join('')
      return regex
    }
    case 0x0c: {
      const id = offset + length - 12
      return new DBRef(text(bytes, offset), new ObjectId(Buffer.from(bytes.subarray(id, id + 12))))
    }
    case 0x0d:
      return new Code(text(bytes, offset))
    case 0x0e:
      return new BSONSymbol(text(bytes, offset))
    case 0x0f:
      return new Code(text(bytes, offset + 4), {})
    case 0x10:
      return new Int32(bytes.readInt32LE(offset))
    case 0x11:
      return new Timestamp(new Long(bytes.readInt32LE(offset), bytes.readInt32LE(offset + 4), true))
    case 0x12:
      return new Long(bytes.readInt32LE(offset), bytes.readInt32LE(offset + 4))
    case 0x13:
      return new Decimal128(Buffer.from(bytes.subarray(offset, offset + 16)))
    case 0xff:
      return new MinKey()
    case 0x7f:
      return new MaxKey()
    default:
      throw new CommandError('InvalidBSON', `Unrecognized BSON type ${type}`)
  }
}

function decodeArray(bytes: Buffer, start: number, depth: number): Value[] {
  if (depth > EMBEDDED.maxNesting) throw new CommandError('Overflow', `BSONObj exceeded maximum nested object depth: ${EMBEDDED.maxNesting}`)
  return elementsOf(bytes, start).map((element) => decodeValue(bytes, element, depth))
}

/** Bytes of a document. The serializer of `bson` takes Maps, nested ones too. */
export function encode(document: Doc): Buffer {
  // Its type does not say so: https://github.com/mongodb/js-bson, serializeInto()
  const asObject: unknown = document
  return BSON.serialize(asObject as BSON.Document, { ignoreUndefined: false }) as Buffer
}

/** Documents in an array that are passed on as the bytes they are. */
export class RawArray {
  readonly documents: readonly Buffer[]
  constructor(documents: readonly Buffer[]) {
    this.documents = documents
  }

  /** Bytes of the BSON array. */
  encode(): Buffer {
    const parts: Buffer[] = [Buffer.alloc(4)]
    let size = 5
    this.documents.forEach((document, index) => {
      const head = Buffer.from(`\x03${index}\0`, 'latin1')
      parts.push(head, document)
      size += head.length + document.length
    })
    parts.push(Buffer.alloc(1))
    parts[0]?.writeInt32LE(size)
    return Buffer.concat(parts, size)
  }
}

/** Bytes of `document` with one more field in front: an array of raw documents. */
export function encodeWithRawFirst(name: string, array: RawArray, document: Doc): Buffer {
  const head = Buffer.from(`\x04${name}\0`, 'utf8')
  return splice([head, array.encode()], encode(document))
}

/** Bytes of `document` with one more field in front: a document that is bytes already. */
export function encodeWithDocumentFirst(name: string, bytes: Buffer, document: Doc): Buffer {
  const head = Buffer.from(`\x03${name}\0`, 'utf8')
  return splice([head, bytes], encode(document))
}

function splice(front: readonly Buffer[], document: Buffer): Buffer {
  const size = front.reduce((sum, part) => sum + part.length, document.length)
  const length = Buffer.alloc(4)
  length.writeInt32LE(size)
  return Buffer.concat([length, ...front, document.subarray(4)], size)
}

/** A size in hexadecimal, as MongoDB's messages write it. */
export function readable(bytes: number): string {
  return bytes.toString(16).toUpperCase()
}
