/** All databases of the server: what is changed in them is in the journal before anybody is answered, and whoever watches a key is told. */
import { EMBEDDED_REDIS } from '../../config.js'
import { Deadlines } from './deadlines.js'
import { Journal, type JournalDamage } from './journal.js'
import type { Change } from './journal-records.js'
import { Keyspace } from './keyspace.js'

/** Somebody who wants to know whether a key has changed. */
export interface Watcher {
  isTouched: boolean
}

export interface Figures {
  /** Changes since the start. */
  changes: number
  expired: number
}

export class Databases {
  readonly figures: Figures = { changes: 0, expired: 0 }
  readonly #keyspaces: Keyspace[]
  readonly #deadlines: Deadlines
  readonly #watchers = new Map<string, Set<Watcher>>()
  /** What the journal does not know yet: databases that were emptied, and then keys of each database. */
  #emptied: number[] = []
  #changed = new Map<number, Set<string>>()
  #journal: Journal | null = null

  private constructor() {
    this.#keyspaces = Array.from({ length: EMBEDDED_REDIS.databases }, (_, database) => this.#makeKeyspace(database))
    this.#deadlines = new Deadlines(
      ({ database, key, at }) => this.of(database).expiryOf(key) === at,
      ({ database, key }) => this.of(database).expire(key),
      () => this.#keyspaces.reduce((sum, { expiring }) => sum + expiring, 0),
    )
  }

  /** @param folder null: it keeps nothing @throws Error when the folder cannot be used */
  static async open(folder: string | null): Promise<Databases> {
    const databases = new Databases()
    if (folder === null) return databases
    const now = Date.now()
    databases.#journal = await Journal.open(
      folder,
      (change) => databases.#restore(change, now),
      () => databases.#everything(),
    )
    databases.#forgetChanges()
    return databases
  }

  get damage(): JournalDamage | null {
    return this.#journal?.damage ?? null
  }

  get isKept(): boolean {
    return this.#journal !== null
  }

  get journalBytes(): number {
    return this.#journal?.bytes ?? 0
  }

  get bytes(): number {
    return this.#keyspaces.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  of(database: number): Keyspace {
    const keyspace = this.#keyspaces[database]
    if (keyspace === undefined) throw new RangeError(`There is no database ${database}.`)
    return keyspace
  }

  get all(): readonly Keyspace[] {
    return this.#keyspaces
  }

  empty(database: number): void {
    const keyspace = this.of(database)
    for (const key of keyspace.keys()) this.#touch(database, key)
    this.figures.changes += keyspace.size
    keyspace.clear()
    this.#changed.delete(database)
    this.#emptied.push(database)
  }

  swap(one: number, other: number): void {
    const [first, second] = [this.of(one), this.of(other)]
    for (const [database, keyspace] of [
      [one, first],
      [other, second],
    ] as const) {
      for (const key of keyspace.keys()) this.#touch(database, key)
    }
    const contents = [first, second].map((keyspace) => [...keyspace.keys()].map((key) => ({ key, entry: keyspace.get(key) })))
    for (const database of [one, other]) this.empty(database)
    for (const [index, target] of [second, first].entries())
      for (const { key, entry } of contents[index] ?? []) if (entry) target.put(key, entry.value, entry.expiresAt)
  }

  watch(watcher: Watcher, database: number, key: string): void {
    const name = `${database}:${key}`
    const watchers = this.#watchers.get(name) ?? new Set()
    watchers.add(watcher)
    this.#watchers.set(name, watchers)
  }

  unwatch(watcher: Watcher, database: number, key: string): void {
    const name = `${database}:${key}`
    const watchers = this.#watchers.get(name)
    watchers?.delete(watcher)
    if (watchers?.size === 0) this.#watchers.delete(name)
  }

  /** Makes sure that more can be kept. @throws RedisError MISCONF while the disk takes nothing */
  prepare(): void {
    this.#journal?.catchUp()
  }

  /** What was changed since is kept when this returns. @throws RedisError MISCONF when it is in memory only */
  commit(): void {
    if (this.#emptied.length === 0 && this.#changed.size === 0) return
    const changes = this.#takeChanges()
    const journal = this.#journal
    if (journal === null) return
    journal.append(changes)
    if (journal.isLong(this.bytes)) void journal.rewrite()
  }

  async rewrite(): Promise<void> {
    await this.#journal?.rewrite()
  }

  close(): void {
    this.#deadlines.stop()
    this.#journal?.close()
  }

  #makeKeyspace(database: number): Keyspace {
    return new Keyspace({
      changed: (key) => {
        this.figures.changes += 1
        this.#note(database, key)
      },
      // Its time stands in the journal.
      expired: (key) => {
        this.figures.expired += 1
        this.#touch(database, key)
      },
      expires: (key, at) => this.#deadlines.add({ database, key, at }),
    })
  }

  #note(database: number, key: string): void {
    const keys = this.#changed.get(database)
    if (keys) keys.add(key)
    else this.#changed.set(database, new Set([key]))
    this.#touch(database, key)
  }

  #touch(database: number, key: string): void {
    if (this.#watchers.size === 0) return
    for (const watcher of this.#watchers.get(`${database}:${key}`) ?? []) watcher.isTouched = true
  }

  #takeChanges(): readonly Change[] {
    const changes: Change[] = this.#emptied.map((database) => ({ database, key: null }))
    for (const [database, keys] of this.#changed) for (const key of keys) changes.push(this.#changeOf(database, key))
    this.#forgetChanges()
    return changes
  }

  #forgetChanges(): void {
    this.#emptied = []
    this.#changed = new Map()
  }

  #changeOf(database: number, key: string): Change {
    const entry = this.of(database).get(key)
    return entry ? { database, key, value: entry.value, expiresAt: entry.expiresAt } : { database, key, value: null }
  }

  *#everything(): Generator<Change> {
    for (const [database, keyspace] of this.#keyspaces.entries()) {
      for (const key of keyspace.keys()) yield this.#changeOf(database, key)
    }
  }

  #restore(change: Change, now: number): void {
    const keyspace = this.of(change.database)
    if (change.key === null) keyspace.clear()
    else if (change.value === null || (change.expiresAt !== null && change.expiresAt < now)) keyspace.delete(change.key)
    else keyspace.put(change.key, change.value, change.expiresAt)
    this.#forgetChanges()
  }
}
