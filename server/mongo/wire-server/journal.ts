/**
 * One collection's file: a NeDB datastore that holds each document's BSON bytes, so that every type and the order of fields come back as put.
 *
 * A change is first appended as a new record and only then the record that it replaces is removed. Whatever happens in between,
 * the newest record of a document is the one that counts.
 *
 * NeDB takes a change into its memory before it writes it. When it cannot be written, the file is behind until it has been written anew from
 * that memory, and until then nothing more is confirmed.
 */
import { closeSync, existsSync, ftruncateSync, openSync, readSync, statSync } from 'node:fs'
import nedb from '@seald-io/nedb'
import { EMBEDDED } from '../../config.js'
import { explainWriteFailure } from '../../own-files.js'
import { CommandError } from './command-error.js'
import { type Damage, type JournalRecord, LineCheck } from './journal-records.js'

interface Datastore {
  loadDatabaseAsync(): Promise<void>
  getAllData(): JournalRecord[]
  insertAsync(records: readonly JournalRecord[]): Promise<unknown>
  removeAsync(query: object, options: { readonly multi: true }): Promise<number>
  compactDatafileAsync(): Promise<void>
  dropDatabaseAsync(): Promise<void>
}
const Nedb = nedb as unknown as new (options: {
  readonly filename: string
  /** Of the damaged lines: 1 is all of them. */
  readonly corruptAlertThreshold: number
  readonly beforeDeserialization: (line: string) => string
  readonly afterSerialization: (line: string) => string
}) => Datastore

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

/** What opening a file gives. */
export interface OpenedJournal {
  readonly journal: Journal
  /** The newest record of each document, in the order in which the documents were put. */
  readonly records: readonly JournalRecord[]
  readonly damage: Damage | null
}

/** Lines between two signs of progress. */
const PROGRESS_LINES = 2_000

export class Journal {
  readonly #store: Datastore
  #toInsert = new Map<number, JournalRecord>()
  #toRemove: number[] = []
  #waiting: Waiting[] = []
  #flushing: Promise<void> | null = null
  #lines = 0
  #live = 0
  #dropped = false
  /** The file lacks what NeDB holds. */
  #isBehind = false
  #retry: NodeJS.Timeout | null = null

  private constructor(store: Datastore) {
    this.#store = store
  }

  /**
   * Opens the file, or makes it.
   *
   * @param progress called now and then while a long file is read
   * @throws CommandError OutOfDiskSpace, with the file's name, when it cannot be used
   */
  static async open(path: string, progress: () => void = () => {}): Promise<OpenedJournal> {
    const check = new LineCheck(path)
    let lines = 0
    const goOn = () => {
      if (++lines % PROGRESS_LINES === 0) progress()
    }
    let failure: unknown = null
    try {
      dropTornLine(path)
      const store = new Nedb({
        filename: path,
        corruptAlertThreshold: 1,
        beforeDeserialization(line) {
          goOn()
          try {
            return check.pass(line)
          } catch (error) {
            failure = error
            throw error
          }
        },
        afterSerialization(line) {
          if (failure) throw failure
          goOn()
          return line
        },
      })
      await store.loadDatabaseAsync()
      return { ...Journal.#over(store), damage: check.damage }
    } catch (error) {
      throw new CommandError('OutOfDiskSpace', `The embedded server could not use its file ${path} (${explainWriteFailure(failure ?? error)}).`)
    }
  }

  static #over(store: Datastore): Omit<OpenedJournal, 'damage'> {
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
   * @throws CommandError OutOfDiskSpace when it could not be written; it is then written as soon as that is possible
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

  get #isUnwritten(): boolean {
    return this.#isBehind || this.#toInsert.size > 0 || this.#toRemove.length > 0
  }

  /** Writes what has gathered, again and again: whoever comes during a write is part of the next one. */
  async #flush(): Promise<void> {
    // Commands of the same tick go together.
    await null
    while (!this.#dropped && (this.#waiting.length > 0 || this.#isUnwritten)) {
      const waiting = this.#waiting
      this.#waiting = []
      try {
        // A line after half a line would be lost with it: what is behind is put right first.
        if (this.#isBehind) await this.#rewrite()
        await this.#append()
        if (this.#isBehind) await this.#rewrite()
        await this.#compactWhenLong()
        for (const { resolve } of waiting) resolve()
      } catch (error) {
        const refused = new CommandError(
          'OutOfDiskSpace',
          `The embedded server could not write to its folder (${explainWriteFailure(error)}). The change is in memory only, and is written as soon as that is possible.`,
        )
        for (const { reject } of waiting) reject(refused)
        this.#tryLater()
        if (this.#waiting.length === 0) break
      }
    }
    this.#flushing = null
  }

  async #append(): Promise<void> {
    const records = [...this.#toInsert.values()]
    const gone = this.#toRemove
    this.#toInsert = new Map()
    this.#toRemove = []
    for (let i = 0; i < records.length; i += EMBEDDED.journalBatch) await this.#attempt(this.#store.insertAsync(records.slice(i, i + EMBEDDED.journalBatch)))
    for (let i = 0; i < gone.length; i += REMOVE_CHUNK) {
      await this.#attempt(this.#store.removeAsync({ _id: { $in: gone.slice(i, i + REMOVE_CHUNK) } }, { multi: true }))
    }
    this.#lines += records.length + gone.length
  }

  /** NeDB holds the change also where it could not be written: the rest has to reach it as well. */
  async #attempt(work: Promise<unknown>): Promise<void> {
    try {
      await work
    } catch {
      this.#isBehind = true
    }
  }

  async #rewrite(): Promise<void> {
    await this.#store.compactDatafileAsync()
    this.#isBehind = false
    this.#lines = this.#live
  }

  #tryLater(): void {
    this.#retry ??= setTimeout(() => {
      this.#retry = null
      if (this.#isUnwritten) this.#flushing ??= this.#flush()
    }, EMBEDDED.journalRetryMs).unref()
  }

  async #compactWhenLong(): Promise<void> {
    if (this.#lines < this.#live * 2 + EMBEDDED.compactAfterLines) return
    try {
      await this.#rewrite()
    } catch {
      // Everything is in the file; it only stays long until there is room for another one.
      this.#lines = this.#live * 2
    }
  }

  /** Removes the file. */
  async drop(): Promise<void> {
    this.#dropped = true
    await this.#flushing
    this.#stopRetrying()
    for (const { resolve } of this.#waiting) resolve()
    await this.#store.dropDatabaseAsync()
  }

  /** Writes what is still to be written, if it can be. */
  async close(): Promise<void> {
    while (this.#flushing) await this.#flushing
    this.#stopRetrying()
    if (!this.#isUnwritten || this.#dropped) return
    await this.#flush()
    this.#stopRetrying()
  }

  #stopRetrying(): void {
    if (this.#retry) clearTimeout(this.#retry)
    this.#retry = null
  }
}
