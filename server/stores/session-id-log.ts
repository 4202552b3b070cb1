import { setImmediate as nextTurn } from 'node:timers/promises'
import { STORES } from '../config.js'

/** Characters of an ID by express-session: 24 random bytes in base64url. */
const SLOT_BYTES = 32
const SLOTS_PER_CHUNK = 4096
/** Removed IDs that are kept in mind before their slots are reclaimed. */
const MAX_REMOVED = 1_000
const SLICE = 200

/**
 * The IDs of a memory store in the order in which they came, outside V8's heap: the heap is what people look at here, and `Object.keys` of
 * 100,000 sessions would hold the event loop for 19 ms (300,000: 68 ms). Costs 33 bytes a session, in `external` memory.
 *
 * A removed ID only leaves a note; its slot is reclaimed later, in slices.
 */
export class SessionIdLog {
  #chunks: Buffer[] = []
  #length = 0
  /** IDs that do not fit a slot, by slot. */
  #odd = new Map<number, string>()
  /** Removed, slot still there. */
  #removed = new Set<string>()
  /** Removed, slot being reclaimed by the sweep under way. */
  #doomed = new Set<string>()
  /** Slots that the sweep under way has already dropped from the count to come. */
  #reclaimed = 0
  #readers = 0
  #sweep: Promise<void> | null = null
  /** Changes with `clear`, so that walks under way end. */
  #era = 0

  /** IDs in the log that were not removed. */
  get size(): number {
    return this.#length - this.#reclaimed - this.#removed.size - this.#doomed.size
  }

  /** @param id not in the log yet, or removed since */
  add(id: string): void {
    // Its old slot serves again.
    if (this.#removed.delete(id) || this.#doomed.delete(id)) return
    this.#write(this.#length++, id)
  }

  remove(id: string): void {
    this.#removed.add(id)
    if (this.#removed.size > MAX_REMOVED) void this.#reclaim()
  }

  clear(): void {
    this.#chunks = []
    this.#length = 0
    this.#reclaimed = 0
    this.#odd.clear()
    this.#removed.clear()
    this.#doomed.clear()
    this.#era += 1
  }

  /** IDs from the given position on, letting others run every STORES.sliceMs. What is added or removed meanwhile may be seen or not. */
  async *from(offset: number): AsyncGenerator<string> {
    // Positions count only what is there. (The first wait may be for a sweep that knows nothing of the latest removals.)
    for (let wait = 0; wait < 2 && offset > 0 && this.#removed.size > 0; wait++) await this.#reclaim()
    await this.#sweep
    const era = this.#era
    this.#readers += 1
    try {
      let until = performance.now() + STORES.sliceMs
      for (let slot = offset; slot < this.#length; slot++) {
        if (performance.now() > until) {
          await nextTurn()
          if (era !== this.#era) return
          until = performance.now() + STORES.sliceMs
        }
        const id = this.#read(slot)
        if (!this.#removed.has(id)) yield id
      }
    } finally {
      this.#readers -= 1
    }
  }

  #reclaim(): Promise<void> {
    // Readers go by slot, so slots stay where they are until the last has finished.
    if (this.#readers > 0) return Promise.resolve()
    this.#sweep ??= this.#sweepSlots().finally(() => {
      this.#sweep = null
    })
    return this.#sweep
  }

  async #sweepSlots(): Promise<void> {
    const era = this.#era
    this.#doomed = this.#removed
    this.#removed = new Set()
    let kept = 0
    for (let slot = 0; slot < this.#length; slot++) {
      if (slot % SLICE === 0 && slot > 0) {
        await nextTurn()
        if (era !== this.#era) return
      }
      const id = this.#read(slot)
      this.#odd.delete(slot)
      if (this.#doomed.delete(id)) this.#reclaimed += 1
      else this.#write(kept++, id)
    }
    this.#length = kept
    this.#reclaimed = 0
    this.#chunks.length = Math.ceil(kept / SLOTS_PER_CHUNK)
  }

  #write(slot: number, id: string): void {
    const index = Math.floor(slot / SLOTS_PER_CHUNK)
    let chunk = this.#chunks[index]
    if (!chunk) {
      chunk = Buffer.allocUnsafeSlow(SLOTS_PER_CHUNK * (SLOT_BYTES + 1))
      this.#chunks[index] = chunk
    }
    const at = (slot % SLOTS_PER_CHUNK) * (SLOT_BYTES + 1)
    const fits = id.length <= SLOT_BYTES && /^[\x20-\x7e]*$/.test(id)
    chunk[at] = fits ? id.length : 255
    if (fits) chunk.write(id, at + 1, 'latin1')
    else this.#odd.set(slot, id)
  }

  #read(slot: number): string {
    const chunk = this.#chunks[Math.floor(slot / SLOTS_PER_CHUNK)]
    const at = (slot % SLOTS_PER_CHUNK) * (SLOT_BYTES + 1)
    const length = chunk?.[at]
    if (!chunk || length === undefined) return ''
    return length === 255 ? (this.#odd.get(slot) ?? '') : chunk.toString('latin1', at + 1, at + 1 + length)
  }
}
