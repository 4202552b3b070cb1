/**
 * Is it BSON? Everything that comes from outside, from the wire as from a file, is asked here before anything else reads it:
 * what comes after may then trust sizes and ends. The rules are those of https://bsonspec.org/spec.html, as strict as MongoDB 6
 * takes them by default: names and strings need not be UTF-8, names of array elements are not looked at, fields may come twice.
 */
import { EMBEDDED } from '../../config.js'
import { CommandError } from './command-error.js'

/** Bytes of a value, by its type; -1 where the value itself says how long it is. */
const FIXED_SIZES = new Int8Array(256).fill(-1)
for (const [type, size] of [
  [0x01, 8],
  [0x06, 0],
  [0x07, 12],
  [0x08, 1],
  [0x09, 8],
  [0x0a, 0],
  [0x10, 4],
  [0x11, 8],
  [0x12, 8],
  [0x13, 16],
  [0x7f, 0],
  [0xff, 0],
] as const) {
  FIXED_SIZES[type] = size
}

const DOCUMENT = 0x03
const ARRAY = 0x04
const CODE_WITH_SCOPE = 0x0f
const SMALLEST_DOCUMENT = 5

function broken(reason: string): CommandError {
  return new CommandError('InvalidBSON', reason)
}

/** @param last offset of the byte that ends the document around it @throws CommandError InvalidBSON */
function lengthAt(bytes: Buffer, at: number, last: number): number {
  if (at + 4 > last) throw broken('BSON size is larger than buffer size')
  return bytes.readInt32LE(at)
}

function stringEnd(bytes: Buffer, at: number, last: number): number {
  const length = lengthAt(bytes, at, last)
  if (length < 1) throw broken('Not null terminated string')
  const end = at + 4 + length
  if (end > last) throw broken('BSON size is larger than buffer size')
  if (bytes[end - 1] !== 0) throw broken('Not null terminated string')
  return end
}

/** After the name or the part of a regular expression that begins here. It cannot run on: the document's own last byte is 0. */
function nameEnd(bytes: Buffer, at: number, last: number): number {
  let end = at
  while (bytes[end] !== 0) end++
  if (end >= last) throw broken('BSON size is larger than buffer size')
  return end + 1
}

/** After the document that begins here, of which only the frame is looked at. */
function documentEnd(bytes: Buffer, at: number, last: number): number {
  const size = lengthAt(bytes, at, last)
  if (size < SMALLEST_DOCUMENT) throw broken('Nested BSON object has to be at least 5 bytes')
  if (at + size > last) throw broken('incorrect BSON length')
  if (bytes[at + size - 1] !== 0) throw broken('BSON object not terminated with EOO')
  return at + size
}

/** Where a value ends; documents in it are not looked into. */
function valueEnd(bytes: Buffer, type: number, at: number, last: number): number {
  const fixed = FIXED_SIZES[type] ?? -1
  if (fixed >= 0) {
    if (at + fixed > last) throw broken('BSON size is larger than buffer size')
    if (type === 0x08 && (bytes[at] ?? 0) > 1) throw broken('BSON bool is neither false nor true')
    return at + fixed
  }
  switch (type) {
    case 0x02:
    case 0x0d:
    case 0x0e:
      return stringEnd(bytes, at, last)
    case DOCUMENT:
    case ARRAY:
      return documentEnd(bytes, at, last)
    case 0x05: {
      const length = lengthAt(bytes, at, last)
      if (length < 0 || at + 5 + length > last) throw broken('BSON size is larger than buffer size')
      return at + 5 + length
    }
    case 0x0b:
      return nameEnd(bytes, nameEnd(bytes, at, last), last)
    case 0x0c: {
      const end = stringEnd(bytes, at, last) + 12
      if (end > last) throw broken('BSON size is larger than buffer size')
      return end
    }
    case CODE_WITH_SCOPE: {
      const size = lengthAt(bytes, at, last)
      if (at + size > last || documentEnd(bytes, stringEnd(bytes, at + 4, last), last) !== at + size) throw broken('incorrect BSON length')
      return at + size
    }
  }
  throw broken(`Unrecognized BSON type ${type}`)
}

/** Type, name and value of one field, as offsets into the bytes around it. */
export type Element = readonly [type: number, nameOffset: number, nameLength: number, offset: number, length: number]

/** The fields of one document, not yet decoded. It keeps to its own bounds also where nobody has checked. @throws CommandError InvalidBSON */
export function elementsOf(bytes: Buffer, start = 0): readonly Element[] {
  const last = documentEnd(bytes, start, bytes.length) - 1
  const elements: Element[] = []
  for (let at = start + 4; at < last; ) {
    const type = bytes[at] ?? 0
    const offset = nameEnd(bytes, at + 1, last)
    const end = valueEnd(bytes, type, offset, last)
    elements.push([type, at + 1, offset - at - 2, offset, end - offset])
    at = end
  }
  return elements
}

/** Where the check is: which field of which document. */
interface Place {
  /** Offsets of the names of the documents around. */
  readonly around: number[]
  /** Offset of the name of the field; -1 before the first. */
  field: number
}

function checkDocument(bytes: Buffer, start: number, last: number, place: Place): void {
  if (place.around.length > EMBEDDED.maxNesting) throw new CommandError('Overflow', 'BSONObj exceeds maximum nested object depth')
  for (let at = start + 4; at < last; ) {
    const type = bytes[at] ?? 0
    if (type === 0) throw broken('incorrect BSON length')
    place.field = at + 1
    const offset = nameEnd(bytes, at + 1, last)
    const end = valueEnd(bytes, type, offset, last)
    if (type === DOCUMENT || type === ARRAY || type === CODE_WITH_SCOPE) {
      place.around.push(at + 1)
      checkDocument(bytes, type === CODE_WITH_SCOPE ? stringEnd(bytes, offset + 4, last) : offset, end - 1, place)
      place.around.pop()
    }
    at = end
  }
}

function inWords(bytes: Buffer, place: Place): string {
  if (place.field === -1) return '?'
  return [...place.around, place.field].map((from) => bytes.toString('utf8', from, bytes.indexOf(0, from))).join('.')
}

/**
 * Looks at every byte of a document once.
 *
 * @param bytes the document and nothing else
 * @throws CommandError InvalidBSON, Overflow, in MongoDB's words
 */
export function checkBson(bytes: Buffer): void {
  const place: Place = { around: [], field: -1 }
  try {
    if (bytes.length < SMALLEST_DOCUMENT) throw broken('BSON data has to be at least 5 bytes')
    if (documentEnd(bytes, 0, bytes.length) !== bytes.length) throw broken('incorrect BSON length')
    checkDocument(bytes, 0, bytes.length - 1, place)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    throw new CommandError(error.code, `${error.message} in element with field name '${inWords(bytes, place)}' in object with unknown _id`)
  }
}
