/** The rows of a collection in the order of their `_id`, in blocks, so that one more costs little however many there are. */
import { compare } from './compare.js'
import type { Row } from './row.js'

const BLOCK = 512

export class SortedRows {
  #blocks: Row[][] = []

  constructor(rows: Iterable<Row>) {
    const sorted = [...rows].sort((a, b) => compare(a.id, b.id))
    for (let i = 0; i < sorted.length; i += BLOCK) this.#blocks.push(sorted.slice(i, i + BLOCK))
  }

  /** Index of the first block whose last row does not come before `id`. */
  #blockOf(id: Row['id']): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >> 1
      const last = this.#blocks[middle]?.at(-1)
      if (last && compare(last.id, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #placeIn(block: readonly Row[], id: Row['id']): number {
    let low = 0
    let high = block.length
    while (low < high) {
      const middle = (low + high) >> 1
      const row = block[middle]
      if (row && compare(row.id, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  add(row: Row): void {
    const index = Math.min(this.#blockOf(row.id), Math.max(0, this.#blocks.length - 1))
    const block = this.#blocks[index]
    if (!block) {
      this.#blocks.push([row])
      return
    }
    block.splice(this.#placeIn(block, row.id), 0, row)
    if (block.length > BLOCK * 2) this.#blocks.splice(index + 1, 0, block.splice(BLOCK))
  }

  remove(row: Row): void {
    const index = this.#blockOf(row.id)
    const block = this.#blocks[index]
    const place = block ? this.#placeIn(block, row.id) : -1
    if (block?.[place] !== row) return
    block.splice(place, 1)
    if (block.length === 0) this.#blocks.splice(index, 1)
  }

  /** Rows from the first that does not come before `from`, or backwards from the last. A change in the meantime is not seen. */
  *rows(direction: 1 | -1, skip = 0, from?: Row['id']): Generator<Row> {
    const blocks = this.#blocks.map((block) => block)
    let left = skip
    if (direction === 1) {
      const start = from === undefined ? 0 : this.#blockOf(from)
      for (let i = start; i < blocks.length; i++) {
        const block = blocks[i] ?? []
        const offset = from !== undefined && i === start ? this.#placeIn(block, from) : 0
        if (left >= block.length - offset) {
          left -= block.length - offset
          continue
        }
        yield* block.slice(offset + left)
        left = 0
      }
      return
    }
    for (const block of blocks.reverse()) {
      if (left >= block.length) {
        left -= block.length
        continue
      }
      yield* block.slice(0, block.length - left).reverse()
      left = 0
    }
  }
}
