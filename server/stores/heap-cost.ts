/**
 * What a session of MemoryStore costs in V8's heap, on 64-bit Node (which has no pointer compression).
 *
 * MemoryStore keeps `sessions[id] = JSON.stringify(session)` in an object without prototype, which V8 holds as a hash table (NameDictionary). So one session is
 * 1. the JSON text: a header of 16 bytes (map 8, hash 4, length 4) and one byte a character, two when any character is above U+00FF, rounded up to 8;
 * 2. its key, the session ID: the same, 16 + 32 = 48 bytes for express-session's 32 characters;
 * 3. its place in the table: 3 words (key, value, details) = 24 bytes for each slot, used or free. The table doubles when it would be more than
 *    two thirds full, and shrinks when a quarter is left, so this is 36 to 72 bytes a session.
 *
 * JSON.stringify of older V8 (Node 20) leaves its text in pieces of 32, 64, 128 … characters joined by 32-byte cons cells, which the first
 * JSON.parse copies into one. {@link textBytes} looks at every character and so does that copying when the session is saved: what is counted is
 * the form that a session has from its first reading on.
 *
 * No constant in here is fitted. `heap-cost.integration.test.ts` compares with heapUsed after forced collections.
 */

const HEADER_BYTES = 16
const SLOT_BYTES = 24
const MIN_SLOTS = 4

const TWO_BYTE = /[\u0100-\uffff]/

/** Bytes of one flat string in the heap. */
export function textBytes(text: string): number {
  const bytes = TWO_BYTE.test(text) ? text.length * 2 : text.length
  return (HEADER_BYTES + bytes + 7) & ~7
}

/** Follows the size of the hash table as V8 would let it grow and shrink. */
export class TableSize {
  #slots = MIN_SLOTS

  get bytes(): number {
    return this.#slots * SLOT_BYTES
  }

  /** To be called after each addition. @param entries how many there are now */
  grown(entries: number): void {
    while (entries + (entries >> 1) > this.#slots) this.#slots *= 2
  }

  /** To be called after each removal. @param entries how many are left */
  shrunk(entries: number): void {
    if (entries > this.#slots / 4) return
    this.#slots = MIN_SLOTS
    this.grown(entries)
  }
}

/** Bytes that a number of sessions take which are, on average, as large as those of the sample. */
export function sessionsBytes(sample: readonly { readonly id: string; readonly json: string }[], count: number): number {
  if (sample.length === 0) return 0
  const texts = sample.reduce((sum, { id, json }) => sum + textBytes(id) + textBytes(json), 0)
  const table = new TableSize()
  table.grown(count)
  return (texts / sample.length) * count + table.bytes
}
