/**
 * Cuts a stream of bytes into requests: RESP arrays of bulk strings, or lines as one types them into telnet. However they arrive, no byte is looked at more
 * than twice. Arguments are binary text: one character a byte.
 */
import { EMBEDDED_REDIS } from '../../config.js'
import { readLong } from './numbers.js'
import { splitLine } from './split-line.js'

export interface Read {
  /** Whole requests, in their order; each has at least one argument. */
  readonly requests: readonly (readonly string[])[]
  /** What came after them is no request, in Redis' words: the connection is to be closed once they are answered. */
  readonly error: string | null
}

const STAR = 0x2a
const DOLLAR = 0x24
const CR = 0x0d
const LF = 0x0a
/** A line without its end that is longer than this is no line. */
const MAX_LINE = 64 * 1024

export class RequestReader {
  #chunks: Buffer[] = []
  #bytes = 0
  /** How many bytes must have come before it is worth looking again. */
  #wanted = 1
  /** Arguments of the request that has begun, how many bytes they are, and how many more there will be; null: between two requests. */
  #args: string[] = []
  #argsBytes = 0
  #missing: number | null = null
  /** Length of the argument that has begun; null: its length has not come yet. */
  #length: number | null = null
  #buffer: Buffer = Buffer.alloc(0)
  #at = 0

  /** Bytes of a request that has begun and not ended. */
  get unfinishedBytes(): number {
    return this.#bytes + this.#argsBytes
  }

  push(chunk: Buffer): Read {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes < this.#wanted) return { requests: [], error: null }
    this.#buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#bytes)
    this.#at = 0
    this.#wanted = 1
    const requests: (readonly string[])[] = []
    let error: string | null = null
    try {
      for (let request = this.#next(); request !== null; request = this.#next()) if (request.length > 0) requests.push(request)
    } catch (thrown) {
      if (!(thrown instanceof ProtocolError)) throw thrown
      error = thrown.message
    }
    const rest = this.#buffer.subarray(this.#at)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#bytes = rest.length
    this.#buffer = rest
    return { requests, error }
  }

  /** @returns null when it is not whole yet; no arguments for an empty line or array @throws ProtocolError */
  #next(): readonly string[] | null {
    if (this.#missing === null) {
      if (this.#at >= this.#buffer.length) return null
      if (this.#buffer[this.#at] !== STAR) return this.#inline()
      const count = this.#count('too big mbulk count string')
      if (count === null) return null
      const length = readLong(count)
      if (length === null || length > EMBEDDED_REDIS.maxArguments) throw new ProtocolError('invalid multibulk length')
      if (length <= 0) return []
      this.#missing = Number(length)
      this.#args = []
      this.#argsBytes = 0
    }
    while (this.#missing > 0) {
      if (!this.#argument()) return null
      this.#missing -= 1
    }
    const request = this.#args
    this.#args = []
    this.#argsBytes = 0
    this.#missing = null
    return request
  }

  /** @returns false when it is not whole yet */
  #argument(): boolean {
    if (this.#length === null) {
      if (this.#at >= this.#buffer.length) return false
      const first = this.#buffer[this.#at]
      // Also where the line has no end yet: what does not begin with a dollar never will.
      if (first !== DOLLAR && this.#lineEnd(CR, 'too big bulk count string') !== null)
        throw new ProtocolError(`expected '$', got '${String.fromCharCode(first ?? 0)}'`)
      const count = this.#count('too big bulk count string')
      if (count === null) return false
      const length = readLong(count)
      if (length === null || length < 0 || length > EMBEDDED_REDIS.maxBulkBytes) throw new ProtocolError('invalid bulk length')
      this.#length = Number(length)
    }
    const end = this.#at + this.#length
    if (end + 2 > this.#buffer.length) {
      this.#wanted = this.#length + 2
      return false
    }
    this.#args.push(this.#buffer.toString('latin1', this.#at, end))
    this.#argsBytes += this.#length
    this.#at = end + 2
    this.#length = null
    return true
  }

  /** The number behind the sign that a line begins with; null when the line is not whole yet. */
  #count(tooLong: string): string | null {
    const end = this.#lineEnd(CR, tooLong)
    if (end === null || end + 2 > this.#buffer.length) return null
    const text = this.#buffer.toString('latin1', this.#at + 1, end)
    this.#at = end + 2
    return text
  }

  #inline(): readonly string[] | null {
    const end = this.#lineEnd(LF, 'too big inline request')
    if (end === null) return null
    const line = this.#buffer.toString('latin1', this.#at, end)
    this.#at = end + 1
    const args = splitLine(line.endsWith('\r') ? line.slice(0, -1) : line)
    if (args === null) throw new ProtocolError('unbalanced quotes in request')
    return args
  }

  #lineEnd(sign: number, tooLong: string): number | null {
    const end = this.#buffer.indexOf(sign, this.#at)
    if (end !== -1) return end
    if (this.#buffer.length - this.#at > MAX_LINE) throw new ProtocolError(tooLong)
    return null
  }
}

class ProtocolError extends Error {
  constructor(what: string) {
    super(`Protocol error: ${what}`)
  }
}
