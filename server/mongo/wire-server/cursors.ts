/** Open cursors: what a find or an aggregation still has to answer. */
import { randomBytes } from 'node:crypto'
import { Long } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { CommandError } from './command-error.js'

/** Documents still to come, as bytes. */
export type DocumentStream = AsyncIterator<Buffer>

export interface Cursor {
  readonly id: Long
  readonly namespace: string
  readonly stream: DocumentStream
  /** Read from the stream but over the size of the last batch. */
  pending: Buffer | null
  /** How many documents it may still answer. */
  left: number
  usedAt: number
}

export interface Batch {
  readonly documents: readonly Buffer[]
  readonly exhausted: boolean
}

export class Cursors {
  readonly #open = new Map<string, Cursor>()

  get count(): number {
    return this.#open.size
  }

  create(namespace: string, stream: DocumentStream, limit = Number.POSITIVE_INFINITY): Cursor {
    // Positive and never zero: 0 means "no cursor".
    const id = new Long(randomBytes(4).readInt32LE(0) | 1, randomBytes(4).readInt32LE(0) & 0x7fffffff)
    return { id, namespace, stream, pending: null, left: limit, usedAt: performance.now() }
  }

  keep(cursor: Cursor): void {
    this.sweep()
    if (this.#open.size >= EMBEDDED.maxCursors)
      throw new CommandError('CommandFailed', `There are ${this.#open.size} open cursors, more than this server keeps. Close some.`)
    this.#open.set(cursor.id.toString(), cursor)
  }

  /** @throws CommandError CursorNotFound, Unauthorized for another collection's cursor */
  get(id: Long, namespace: string): Cursor {
    const cursor = this.#open.get(id.toString())
    if (!cursor) throw new CommandError('CursorNotFound', `cursor id ${id.toString()} not found`)
    if (cursor.namespace !== namespace) {
      throw new CommandError('Unauthorized', `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`)
    }
    cursor.usedAt = performance.now()
    return cursor
  }

  /** @returns whether it was there */
  kill(id: Long): boolean {
    return this.#open.delete(id.toString())
  }

  /** Closes those that nobody asked for in ten minutes, as MongoDB does. */
  sweep(now = performance.now()): void {
    for (const [id, cursor] of this.#open) if (now - cursor.usedAt > EMBEDDED.cursorTimeoutMs) this.#open.delete(id)
  }

  killNamespace(namespace: string): void {
    for (const [id, cursor] of this.#open) if (cursor.namespace === namespace) this.#open.delete(id)
  }
}

/** Takes up to `limit` documents, and not more than fit into an answer. */
export async function takeBatch(cursor: Cursor, limit: number): Promise<Batch> {
  const documents: Buffer[] = []
  let size = 0
  while (documents.length < limit) {
    if (cursor.left === 0) return { documents, exhausted: true }
    const next = cursor.pending ?? (await nextOf(cursor))
    if (next === null) return { documents, exhausted: true }
    if (documents.length > 0 && size + next.length > EMBEDDED.maxBsonBytes) {
      cursor.pending = next
      return { documents, exhausted: false }
    }
    cursor.pending = null
    documents.push(next)
    cursor.left--
    size += next.length
  }
  return { documents, exhausted: cursor.left === 0 }
}

async function nextOf(cursor: Cursor): Promise<Buffer | null> {
  const result = await cursor.stream.next()
  return result.done ? null : result.value
}
