/**
 * One collection's file: a NeDB datastore that holds each document's BSON bytes, so that every type and the order of fields come back as put.
 *
 * A change is first appended as a new record and only then the record that it replaces is removed. Whatever happens in between,
 * the newest record of a document is the one that counts.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs'
import nedb from '@seald-io/nedb'
import { EMBEDDED } from '../../config.js'

/** A document on disk. `_id` grows with every change; `r` stays the document's own. */
export interface JournalRecord {
  readonly _id: number
  readonly r: number
  /** BSON, base64. */
  readonly b: string
}

interface Datastore {
  loadDatabaseAsync(): Promise<void>
  getAllData(): JournalRecord[]
  insertAsync(records: readonly JournalRecord[]): Promise<unknown>
  removeAsync(query: object, options: { readonly multi: true }): Promise<number>
  compactDatafileAsync(): Promise<void>
  dropDatabaseAsync(): Promise<void>
}
const Nedb = nedb as unknown as new (options: { readonly filename: string }) => Datastore

/** One NeDB query compares each record with each id of its list. */
const REMOVE_CHUNK = 100

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A kill in the middle of an append leaves half a line; without this NeDB would count it as damage. */
function dropTornLine(path: string): void {
  if (!existsSync(path)) return
  const { size } = statSync(path)
  const file = openSync(path, 'r+')
  try {
    const chunk = Buffer.alloc(64 * 1024)
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - chunk.length)
      const read = readSync(file, chunk, 0, end - start, start)
      const newline = chunk.subarray(0, read).lastIndexOf(10)
      if (newline !== -1 || start === 0) {
        const keep = newline === -1 ? 0 : start + newline + 1
        if (keep < size) ftruncateSync(file, keep)
        return
      }
      end = start
    }
  } finally {
    closeSync(file)
  }
}

export class Journal {
  readonly #store: Datastore
  #toInsert = new Map<number, JournalRecord>()
  #toRemove: number[] = []
  #waiting: Waiting[] = []
  #flushing: Promise<void> | null = null
  #lines = 0
  #live = 0
  #dropped = false

  private constructor(store: Datastore) {
    this.#store = store
  }

  /** Opens the file, or makes it. @returns the journal, and the newest record of each document, in the order in which the documents were put */
  static async open(path: string): Promise<{ readonly journal: Journal; readonly records: readonly JournalRecord[] }> {
    dropTornLine(path)
    const store = new Nedb({ filename: path })
    await store.loadDatabaseAsync()
    const journal = new Journal(store)
    const newest = new Map<number, JournalRecord>()
    for (const record of store.getAllData()) {
      const known = newest.get(record.r)
      const [winner, loser] = known && known._id > record._id ? [known, record] : [record, known]
      newest.set(record.r, winner)
      if (loser) journal.#toRemove.push(loser._id)
    }
    journal.#live = newest.size
    journal.#lines = newest.size
    return { journal, records: [...newest.values()].sort((a, b) => a.r - b.r) }
  }

  /**
   * @param put records that are new
   * @param superseded ids of records that they replace
   * @param removed ids of records whose documents are gone
   * @returns when it is in the file
   */
  write(put: readonly JournalRecord[], superseded: readonly number[], removed: readonly number[]): Promise<void> {
    if (this.#dropped) return Promise.resolve()
    for (const record of put) this.#toInsert.set(record._id, record)
    for (const id of superseded) this.#remove(id)
    for (const id of removed) this.#remove(id)
    this.#live += put.length - superseded.length - removed.length
    const written = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }))
    this.#flushing ??= this.#flush()
    return written
  }

  #remove(id: number): void {
    // What never reached the file need not be removed from it.
    if (!this.#toInsert.delete(id)) this.#toRemove.push(id)
  }

  /** Writes what has gathered, again and again: whoever comes during a write is part of the next one. */
  async #flush(): Promise<void> {
    // Commands of the same tick go together.
    await null
    while (!this.#dropped && (this.#waiting.length > 0 || this.#toRemove.length > 0)) {
      const waiting = this.#waiting
      const records = [...this.#toInsert.values()]
      const gone = this.#toRemove
      this.#waiting = []
      this.#toInsert = new Map()
      this.#toRemove = []
      try {
        for (let i = 0; i < records.length; i += EMBEDDED.journalBatch) await this.#store.insertAsync(records.slice(i, i + EMBEDDED.journalBatch))
        for (let i = 0; i < gone.length; i += REMOVE_CHUNK) await this.#store.removeAsync({ _id: { $in: gone.slice(i, i + REMOVE_CHUNK) } }, { multi: true })
        this.#lines += records.length + gone.length
        await this.#compactWhenLong()
        for (const { resolve } of waiting) resolve()
      } catch (error) {
        // NeDB holds the records; the file may hold half of them. Writing it anew puts that right once there is room.
        for (const { reject } of waiting) reject(error)
        this.#lines = Number.POSITIVE_INFINITY
        break
      }
    }
    this.#flushing = null
  }

  async #compactWhenLong(): Promise<void> {
    if (this.#lines < this.#live * 2 + EMBEDDED.compactAfterLines) return
    await this.#store.compactDatafileAsync()
    this.#lines = this.#live
  }

  /** Removes the file. */
  async drop(): Promise<void> {
    this.#dropped = true
    await this.#flushing
    for (const { resolve } of this.#waiting) resolve()
    await this.#store.dropDatabaseAsync()
  }

  async close(): Promise<void> {
    while (this.#flushing) await this.#flushing
  }
}
