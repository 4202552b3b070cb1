const MIN_SLOTS = 1024
const FREE = 0
const REMOVED = 1

/**
 * Which IDs are known, outside V8's heap, since the heap is what people look at here: 64-bit hashes (two of FNV-1a, 32 bits each) in a table with open
 * addressing, 16 to 32 bytes an ID. Two IDs with the same hash count as one: with a million of them the chance that there are any is below 1 in 10⁷.
 */
export class IdHashes {
  #table = new Uint32Array(MIN_SLOTS * 2)
  #used = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  /** @returns was it new? */
  add(id: string): boolean {
    if ((this.#used + 1) * 2 > this.#table.length / 2) this.#rehash()
    const [high, low] = hashesOf(id)
    if (this.#find(high, low) >= 0) return false
    this.#insert(high, low)
    this.#size += 1
    return true
  }

  /** @returns was it there? */
  remove(id: string): boolean {
    const [high, low] = hashesOf(id)
    const at = this.#find(high, low)
    if (at < 0) return false
    this.#table[at] = REMOVED
    this.#size -= 1
    return true
  }

  clear(): void {
    this.#table = new Uint32Array(MIN_SLOTS * 2)
    this.#used = 0
    this.#size = 0
  }

  #find(high: number, low: number): number {
    const table = this.#table
    for (let at = slotOf(low, table); ; at = (at + 2) % table.length) {
      if (table[at] === FREE) return -1
      if (table[at] === high && table[at + 1] === low) return at
    }
  }

  #insert(high: number, low: number): void {
    const table = this.#table
    let at = slotOf(low, table)
    while (table[at] !== FREE) at = (at + 2) % table.length
    table[at] = high
    table[at + 1] = low
    this.#used += 1
  }

  /** Into a table of twice the size that its entries need, without those that were removed. */
  #rehash(): void {
    const old = this.#table
    let slots = MIN_SLOTS
    while (slots < this.#size * 4) slots *= 2
    this.#table = new Uint32Array(slots * 2)
    this.#used = 0
    for (let at = 0; at < old.length; at += 2) {
      const high = old[at] ?? FREE
      if (high > REMOVED) this.#insert(high, old[at + 1] ?? 0)
    }
  }
}

function slotOf(low: number, table: Uint32Array): number {
  return (low * 2) % table.length
}

/** The first of the two is never FREE or REMOVED. */
function hashesOf(id: string): readonly [number, number] {
  let high = 0x811c9dc5
  let low = 0x9dc5811c
  for (let index = 0; index < id.length; index++) {
    const code = id.charCodeAt(index)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ (code + 0x9e37), 0x01000193)
  }
  high >>>= 0
  return [high > REMOVED ? high : high + 2, low >>> 0]
}
