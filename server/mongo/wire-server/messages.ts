/** MongoDB's wire protocol (MongoDB manual, "MongoDB Wire Protocol"): requests from bytes, answers to bytes. */
import { checkBson, elementsOf } from './bson-check.js'
import { decode, decodeValue, nameOf } from './codec.js'
import { crc32c } from './crc32c.js'
import { type Doc, isDoc, type Value } from './values.js'

export const HEADER_BYTES = 16
const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013

const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
/** Of the first 16 flag bits, those that a server must know. */
const UNKNOWN_REQUIRED_BITS = 0xffff & ~(CHECKSUM_PRESENT | MORE_TO_COME)

/** One command, however it came. */
export interface Request {
  readonly id: number
  readonly opcode: typeof OP_MSG | typeof OP_QUERY
  readonly command: Doc
  /** Documents of the sections of kind 1, and of the array `documents`, as the bytes they are. */
  readonly sequences: ReadonlyMap<string, readonly Buffer[]>
  readonly wantsReply: boolean
}

/** The bytes are no message: the connection ends. */
export class WireError extends Error {}

/** @param message a whole message, header included @throws WireError, CommandError InvalidBSON */
export function parseMessage(message: Buffer): Request {
  const opcode = message.readInt32LE(12)
  const id = message.readInt32LE(4)
  if (opcode === OP_MSG) return parseOpMsg(message, id)
  if (opcode === OP_QUERY) return parseOpQuery(message, id)
  // Compression is never agreed on here, and the opcodes before OP_MSG ended with MongoDB 5.1.
  throw new WireError(`opcode ${opcode} is not supported`)
}

function parseOpMsg(message: Buffer, id: number): Request {
  if (message.length < HEADER_BYTES + 4 + 1 + 5) throw new WireError('OP_MSG is too short')
  const flags = message.readUInt32LE(HEADER_BYTES)
  if (flags & UNKNOWN_REQUIRED_BITS) throw new WireError('OP_MSG has unknown required flags')
  let end = message.length
  if (flags & CHECKSUM_PRESENT) {
    end -= 4
    if (crc32c(message.subarray(0, end)) !== message.readUInt32LE(end)) throw new WireError('OP_MSG checksum does not match')
  }
  let body: Buffer | null = null
  const sequences = new Map<string, readonly Buffer[]>()
  for (let offset = HEADER_BYTES + 4; offset < end; ) {
    const kind = message[offset]
    const size = offset + 5 <= end ? message.readInt32LE(offset + 1) : 0
    if (size < 5 || offset + 1 + size > end) throw new WireError('OP_MSG section has an impossible size')
    const section = message.subarray(offset + 1, offset + 1 + size)
    if (kind === 0) {
      if (body) throw new WireError('OP_MSG has two bodies')
      checkBson(section)
      body = section
    } else if (kind === 1) {
      const [name, documents] = parseSequence(section)
      if (sequences.has(name)) throw new WireError(`OP_MSG has two sequences named ${name}`)
      sequences.set(name, documents)
    } else throw new WireError(`OP_MSG section kind ${kind} is unknown`)
    offset += 1 + size
  }
  if (!body) throw new WireError('OP_MSG has no body')
  return { id, opcode: OP_MSG, command: parseBody(body, sequences), sequences, wantsReply: (flags & MORE_TO_COME) === 0 }
}

/** Documents to insert stay bytes: they are stored as they came. */
function parseBody(body: Buffer, sequences: Map<string, readonly Buffer[]>): Doc {
  const command: Doc = new Map()
  for (const element of elementsOf(body)) {
    const name = nameOf(body, element)
    if (command.has(name)) continue
    const [type, , , offset] = element
    if (name === 'documents' && type === 0x04) {
      const documents = elementsOf(body, offset)
      if (documents.every(([inner]) => inner === 0x03)) {
        sequences.set(
          name,
          documents.map(([, , , start, length]) => body.subarray(start, start + length)),
        )
        command.set(name, [])
        continue
      }
    }
    command.set(name, decodeValue(body, element))
  }
  return command
}

function parseSequence(section: Buffer): [string, readonly Buffer[]] {
  const nameEnd = section.indexOf(0, 4)
  if (nameEnd === -1) throw new WireError('OP_MSG sequence has no name')
  const documents: Buffer[] = []
  for (let offset = nameEnd + 1; offset < section.length; ) {
    const size = offset + 5 <= section.length ? section.readInt32LE(offset) : 0
    if (size < 5 || offset + size > section.length) throw new WireError('OP_MSG sequence holds an impossible document')
    const document = section.subarray(offset, offset + size)
    checkBson(document)
    documents.push(document)
    offset += size
  }
  return [section.toString('utf8', 4, nameEnd), documents]
}

function parseOpQuery(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4)
  const start = nameEnd + 1 + 8
  if (nameEnd === -1 || start + 5 > message.length) throw new WireError('OP_QUERY is too short')
  const size = message.readInt32LE(start)
  if (size < 5 || start + size > message.length) throw new WireError('OP_QUERY holds an impossible document')
  const namespace = message.toString('utf8', HEADER_BYTES + 4, nameEnd)
  const database = namespace.endsWith('.$cmd') ? namespace.slice(0, -'.$cmd'.length) : ''
  const document = message.subarray(start, start + size)
  checkBson(document)
  const wrapped = decode(document)
  const inner: Value = wrapped.get('$query') ?? wrapped.get('query') ?? null
  const command = isDoc(inner) ? inner : wrapped
  command.set('$db', database)
  return { id, opcode: OP_QUERY, command, sequences: new Map(), wantsReply: true }
}

/** @param document bytes of the answer */
export function buildReply(request: Pick<Request, 'id' | 'opcode'>, document: Buffer, replyId: number): Buffer {
  return request.opcode === OP_QUERY ? buildOpReply(request.id, document, replyId) : buildOpMsg(request.id, document, replyId)
}

function header(length: number, responseTo: number, id: number, opcode: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.writeInt32LE(length, 0)
  bytes.writeInt32LE(id, 4)
  bytes.writeInt32LE(responseTo, 8)
  bytes.writeInt32LE(opcode, 12)
  return bytes
}

function buildOpMsg(responseTo: number, document: Buffer, id: number): Buffer {
  const length = HEADER_BYTES + 5 + document.length
  return Buffer.concat([header(length, responseTo, id, OP_MSG), Buffer.alloc(5), document], length)
}

function buildOpReply(responseTo: number, document: Buffer, id: number): Buffer {
  const length = HEADER_BYTES + 20 + document.length
  const fields = Buffer.alloc(20)
  // AwaitCapable, as every server since 1.6 says; no cursor; one document.
  fields.writeInt32LE(8, 0)
  fields.writeInt32LE(1, 16)
  return Buffer.concat([header(length, responseTo, id, OP_REPLY), fields, document], length)
}

export function isOpQuery(request: Request): boolean {
  return request.opcode === OP_QUERY
}
