/** A collection: its rows in memory, its indexes, and the journal that makes them last. */
import type { Binary } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { decode, decodeFields, encode, readable } from './codec.js'
import { CommandError } from './command-error.js'
import { keyOf } from './compare.js'
import type { Journal } from './journal.js'
import { type JournalRecord, recordOf } from './journal-records.js'
import { Row, readField } from './row.js'
import { duplicateKey, type SecondaryIndex } from './secondary-index.js'
import { SortedRows } from './sorted-keys.js'
import { type Doc, doc, type Value } from './values.js'

/** What one command wants written; it is written together. */
export class WriteSet {
  readonly put = new Map<Row, JournalRecord>()
  readonly superseded: number[] = []
  readonly removed: number[] = []
}

export class Collection {
  readonly namespace: string
  readonly uuid: Binary
  /** As `create` was asked for. */
  readonly options: Doc
  readonly rows = new Map<string, Row>()
  indexes: SecondaryIndex[] = []
  /** Sum of the documents' BSON bytes. */
  bytes = 0
  /** Grows with every change of any document. */
  version = 0
  #journal: Journal | null
  #sorted: SortedRows | null = null
  #nextRecordId = 1
  #nextSequence = 1

  constructor(namespace: string, uuid: Binary, options: Doc, journal: Journal | null, records: readonly JournalRecord[] = []) {
    this.namespace = namespace
    this.uuid = uuid
    this.options = options
    this.#journal = journal
    for (const record of records) {
      const bytes = Buffer.from(record.b, 'base64')
      const row = new Row(readField(bytes, '_id')?.value ?? null, record.r, record.b, bytes.length)
      row.sequence = record._id
      this.rows.set(row.key, row)
      this.bytes += bytes.length
      this.#nextRecordId = Math.max(this.#nextRecordId, record.r + 1)
      this.#nextSequence = Math.max(this.#nextSequence, record._id + 1)
    }
  }

  byId(id: Value): Row | undefined {
    return this.rows.get(keyOf(id))
  }

  /** Rows in the order of their `_id`; the order is kept from the first time that it is asked for. */
  sorted(): SortedRows {
    this.#sorted ??= new SortedRows(this.rows.values())
    return this.#sorted
  }

  /** @param bytes a document whose first field is `_id` @throws CommandError DuplicateKey, BSONObjectTooLarge */
  insert(bytes: Buffer, id: Value, into: WriteSet): Row {
    const key = keyOf(id)
    if (this.rows.has(key)) throw duplicateKey(this.namespace, '_id_', doc({ _id: 1 }), [id])
    const document = this.indexes.length > 0 ? this.#indexed(bytes) : null
    if (document) for (const index of this.indexes) index.check(document, null, this.namespace)
    const row = new Row(id, this.#nextRecordId++, bytes.toString('base64'), bytes.length)
    if (document) for (const index of this.indexes) index.add(document, row)
    this.rows.set(row.key, row)
    this.#sorted?.add(row)
    this.bytes += bytes.length
    this.#record(row, into)
    return row
  }

  /** As much of a document as its indexes look at. */
  #indexed(bytes: Buffer): Doc {
    if (this.indexes.some((index) => index.looksAtEverything)) return decode(bytes)
    return decodeFields(bytes, new Set(this.indexes.flatMap((index) => index.topFields)))
  }

  /** Puts another document with the same `_id` in the row's place. @throws CommandError DuplicateKey, BSONObjectTooLarge */
  replace(row: Row, before: Doc, after: Doc, into: WriteSet): void {
    const bytes = encode(after)
    if (bytes.length > EMBEDDED.maxBsonBytes) {
      throw new CommandError(
        'BSONObjectTooLarge',
        `BSONObj size: ${bytes.length} (0x${readable(bytes.length)}) is invalid. Size must be between 0 and 16793600(16MB)`,
      )
    }
    for (const index of this.indexes) index.check(after, row, this.namespace)
    row.expiresAt = Number.POSITIVE_INFINITY
    for (const index of this.indexes) {
      index.remove(before, row)
      index.add(after, row)
    }
    this.bytes += bytes.length - row.bytes
    row.text = bytes.toString('base64')
    row.bytes = bytes.length
    const earlier = into.put.get(row)
    if (!earlier) into.superseded.push(row.sequence)
    this.#record(row, into)
  }

  remove(row: Row, into: WriteSet): void {
    if (row.removed) return
    row.removed = true
    this.version++
    if (this.indexes.length > 0) {
      const document = this.#indexed(row.raw())
      for (const index of this.indexes) index.remove(document, row)
    }
    this.rows.delete(row.key)
    this.#sorted?.remove(row)
    this.bytes -= row.bytes
    if (!into.put.delete(row)) into.removed.push(row.sequence)
  }

  #record(row: Row, into: WriteSet): void {
    this.version++
    row.sequence = this.#nextSequence++
    into.put.set(row, recordOf(row.sequence, row.recordId, row.text))
  }

  /** @returns when everything in it is on disk @throws CommandError OutOfDiskSpace when it cannot be */
  async commit(writes: WriteSet): Promise<void> {
    if (writes.put.size + writes.superseded.length + writes.removed.length === 0) return
    await this.#journal?.write([...writes.put.values()], writes.superseded, writes.removed)
  }

  addIndex(index: SecondaryIndex): void {
    for (const row of this.rows.values()) {
      const document = row.document()
      index.check(document, row, this.namespace)
      index.add(document, row)
    }
    this.indexes.push(index)
  }

  /** Expiry is the earliest that any index wants: worked out anew when an index went or changed. */
  refreshExpiry(): void {
    for (const row of this.rows.values()) row.expiresAt = Number.POSITIVE_INFINITY
    for (const index of this.indexes) {
      for (const row of this.rows.values()) {
        const document = row.document()
        index.remove(document, row)
        index.add(document, row)
      }
    }
  }

  async drop(): Promise<void> {
    for (const row of this.rows.values()) row.removed = true
    this.rows.clear()
    await this.#journal?.drop()
  }

  async close(): Promise<void> {
    await this.#journal?.close()
  }
}

/** Rows in natural order, as they are now. */
export function inNaturalOrder(collection: Collection, direction: 1 | -1): readonly Row[] {
  const rows = [...collection.rows.values()]
  return direction === 1 ? rows : rows.reverse()
}
