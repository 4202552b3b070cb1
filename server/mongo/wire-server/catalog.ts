/** All databases and collections, and the file that lists them. Each collection has a file of its own beside it. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Binary, UUID } from 'mongodb'
import { decode, encode } from './codec.js'
import { Collection } from './collection.js'
import { Journal, type JournalRecord } from './journal.js'
import { SecondaryIndex } from './secondary-index.js'
import { type Doc, isDoc, type Value } from './values.js'

/** One line of the catalogue: a collection. */
interface Entry {
  readonly collection: Collection
  readonly file: number
  sequence: number
}

export class Catalog {
  readonly #folder: string | null
  readonly #journal: Journal | null
  readonly #entries = new Map<string, Entry>()
  #nextFile = 1
  #nextSequence = 1
  #creating = new Map<string, Promise<Collection>>()

  private constructor(folder: string | null, journal: Journal | null) {
    this.#folder = folder
    this.#journal = journal
  }

  /** @param folder where the files are; null: nothing is kept */
  static async open(folder: string | null): Promise<Catalog> {
    if (folder === null) return new Catalog(null, null)
    mkdirSync(folder, { recursive: true })
    const { journal, records } = await Journal.open(join(folder, 'catalog.db'))
    const catalog = new Catalog(folder, journal)
    for (const record of records) await catalog.#load(record)
    return catalog
  }

  async #load(record: JournalRecord): Promise<void> {
    const entry = decode(Buffer.from(record.b, 'base64'))
    const { journal, records } = await Journal.open(this.#path(record.r))
    const options = entry.get('options') ?? null
    const uuid = entry.get('uuid')
    const collection = new Collection(
      String(entry.get('ns')),
      uuid instanceof Binary ? uuid : newUuid(),
      isDoc(options) ? options : new Map(),
      journal,
      records,
    )
    const indexes = entry.get('indexes')
    for (const spec of Array.isArray(indexes) ? indexes : []) if (isDoc(spec)) collection.addIndex(new SecondaryIndex(spec))
    this.#entries.set(collection.namespace, { collection, file: record.r, sequence: record._id })
    this.#nextFile = Math.max(this.#nextFile, record.r + 1)
    this.#nextSequence = Math.max(this.#nextSequence, record._id + 1)
  }

  #path(file: number): string {
    return join(this.#folder ?? '', `collection-${file}.db`)
  }

  get(namespace: string): Collection | undefined {
    return this.#entries.get(namespace)?.collection
  }

  /** Collections of a database, by name. */
  collectionsOf(database: string): readonly Collection[] {
    const prefix = `${database}.`
    return [...this.#entries.values()].map((entry) => entry.collection).filter((collection) => collection.namespace.startsWith(prefix))
  }

  databases(): readonly string[] {
    return [...new Set([...this.#entries.keys()].map((namespace) => namespace.split('.', 1)[0] ?? ''))].sort()
  }

  all(): readonly Collection[] {
    return [...this.#entries.values()].map((entry) => entry.collection)
  }

  /** The collection; made now when it is not there yet, as a first write does. */
  async obtain(namespace: string, options: Doc = new Map()): Promise<Collection> {
    const there = this.get(namespace)
    if (there) return there
    const creating = this.#creating.get(namespace) ?? this.#create(namespace, options)
    this.#creating.set(namespace, creating)
    try {
      return await creating
    } finally {
      this.#creating.delete(namespace)
    }
  }

  async #create(namespace: string, options: Doc): Promise<Collection> {
    const file = this.#nextFile++
    const journal = this.#folder === null ? null : (await Journal.open(this.#path(file))).journal
    const collection = new Collection(namespace, newUuid(), options, journal)
    this.#entries.set(namespace, { collection, file, sequence: 0 })
    await this.save(collection)
    return collection
  }

  /** Writes what the catalogue says about a collection: after its indexes changed. */
  async save(collection: Collection): Promise<void> {
    const entry = this.#entries.get(collection.namespace)
    if (!entry || !this.#journal) return
    const line: Doc = new Map<string, Value>([
      ['ns', collection.namespace],
      ['uuid', collection.uuid],
      ['options', collection.options],
      ['indexes', collection.indexes.map((index) => index.spec)],
    ])
    const before = entry.sequence
    entry.sequence = this.#nextSequence++
    await this.#journal.write([{ _id: entry.sequence, r: entry.file, b: encode(line).toString('base64') }], before === 0 ? [] : [before], [])
  }

  async drop(collection: Collection): Promise<void> {
    const entry = this.#entries.get(collection.namespace)
    if (!entry) return
    this.#entries.delete(collection.namespace)
    await this.#journal?.write([], [], [entry.sequence])
    await collection.drop()
  }

  async close(): Promise<void> {
    await Promise.all([...this.all().map((collection) => collection.close()), this.#journal?.close()])
  }
}

function newUuid(): Binary {
  return new UUID(randomUUID()).toBinary()
}
