/** Cuts a stream of bytes into messages, without copying a message more than once however it arrives. */
import { EMBEDDED } from '../../config.js'
import { HEADER_BYTES, WireError } from './messages.js'

export class Framer {
  #chunks: Buffer[] = []
  #bytes = 0
  #wanted = 0

  /** Bytes of a message that has begun and not ended. */
  get unfinishedBytes(): number {
    return this.#bytes
  }

  /** @returns the messages that are whole now @throws WireError for an impossible length */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    const messages: Buffer[] = []
    for (;;) {
      if (this.#wanted === 0) {
        if (this.#bytes < 4) break
        const length = this.#peek(4).readInt32LE(0)
        if (length < HEADER_BYTES || length > EMBEDDED.maxMessageBytes) throw new WireError(`a message of ${length} bytes is not possible`)
        this.#wanted = length
      }
      if (this.#bytes < this.#wanted) break
      messages.push(this.#take(this.#wanted))
      this.#wanted = 0
    }
    return messages
  }

  #joined(): Buffer {
    const [first] = this.#chunks
    const all = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#bytes)
    this.#chunks = [all]
    return all
  }

  #peek(length: number): Buffer {
    const [first] = this.#chunks
    return first && first.length >= length ? first : this.#joined()
  }

  #take(length: number): Buffer {
    const all = this.#joined()
    const rest = all.subarray(length)
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#bytes = rest.length
    return all.subarray(0, length)
  }
}
