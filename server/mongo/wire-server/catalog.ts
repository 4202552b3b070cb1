/** All databases and collections, and the file that lists them. Each collection has a file of its own beside it. */
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Binary, UUID } from 'mongodb'
import { makeFolder } from '../../own-files.js'
import { decode, encode } from './codec.js'
import { Collection } from './collection.js'
import { Journal } from './journal.js'
import { type Damage, type JournalRecord, recordOf } from './journal-records.js'
import { SecondaryIndex } from './secondary-index.js'
import { type Doc, isDoc, type Value } from './values.js'

/** One line of the catalogue: a collection. */
interface Entry {
  readonly collection: Collection
  readonly file: number
  sequence: number
}

const CATALOG_FILE = 'catalog.db'

/** What could not be read of the files in a folder. */
export interface DataDamage {
  readonly files: readonly Damage[]
  /** Names of collections' files that a damaged catalogue does not list any more. */
  readonly unlisted: readonly string[]
}

export class Catalog {
  readonly #folder: string | null
  readonly #journal: Journal | null
  readonly #entries = new Map<string, Entry>()
  #nextFile = 1
  #nextSequence = 1
  #creating = new Map<string, Promise<Collection>>()
  readonly #damage: Damage[] = []
  #unlisted: readonly string[] = []

  private constructor(folder: string | null, journal: Journal | null) {
    this.#folder = folder
    this.#journal = journal
  }

  /**
   * @param folder where the files are; null: nothing is kept
   * @param progress called now and then while there is much to be read
   */
  static async open(folder: string | null, progress: () => void = () => {}): Promise<Catalog> {
    if (folder === null) return new Catalog(null, null)
    makeFolder(folder)
    const { journal, records, damage } = await Journal.open(join(folder, CATALOG_FILE))
    const catalog = new Catalog(folder, journal)
    if (damage) catalog.#damage.push(damage)
    for (const record of records) await catalog.#load(record, progress)
    catalog.#look(folder)
    return catalog
  }

  /** Files that no line of the catalogue knows any more: they are left alone, and their names are not given again. */
  #look(folder: string): void {
    const numbers = readdirSync(folder).flatMap((name) => Number(/^collection-(\d+)\.db/.exec(name)?.[1] ?? 0) || [])
    const listed = new Set([...this.#entries.values()].map((entry) => entry.file))
    this.#nextFile = Math.max(this.#nextFile, ...numbers.map((number) => number + 1))
    // A collection that was being dropped leaves one as well: only where the catalogue itself lost something they are missed.
    const lostSome = this.#entries.size === 0 || this.#damage.some(({ file }) => file === CATALOG_FILE)
    if (lostSome) this.#unlisted = [...new Set(numbers)].filter((number) => !listed.has(number)).map((number) => `collection-${number}.db`)
  }

  /** What was wrong with the files when they were opened. */
  get damage(): DataDamage {
    return { files: this.#damage, unlisted: this.#unlisted }
  }

  async #load(record: JournalRecord, progress: () => void): Promise<void> {
    const entry = decode(Buffer.from(record.b, 'base64'))
    const { journal, records, damage } = await Journal.open(this.#path(record.r), progress)
    if (damage) this.#damage.push(damage)
    progress()
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
    progress()
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
    await this.#journal.write([recordOf(entry.sequence, entry.file, encode(line).toString('base64'))], before === 0 ? [] : [before], [])
  }

  async drop(collection: Collection): Promise<void> {
    const entry = this.#entries.get(collection.namespace)
    if (!entry) return
    this.#entries.delete(collection.namespace)
    try {
      await this.#journal?.write([], [], [entry.sequence])
    } finally {
      // On a full disk this is what makes room.
      await collection.drop()
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.all().map((collection) => collection.close()), this.#journal?.close()])
  }
}

function newUuid(): Binary {
  return new UUID(randomUUID()).toBinary()
}
