/** The keys of one database, and what they hold. One that has expired is removed by whoever comes across it, and otherwise at its time. */
import { ScanOrder } from './scan-order.js'
import { sizeOf, type Value } from './values.js'

export interface Entry {
  readonly value: Value
  /** Epoch ms; null: it stays. */
  readonly expiresAt: number | null
}

interface Kept {
  value: Value
  expiresAt: number | null
  /** Where it stands in the order of scans. */
  readonly place: number
  bytes: number
}

/** What a key takes beside its name and its value, roughly. */
const KEY_BYTES = 112

export interface KeyspaceEvents {
  /** What the key holds, or its expiry, is another one, or it is gone. */
  changed(key: string): void
  /** It has gone because its time had come. */
  expired(key: string): void
  /** It will expire then. */
  expires(key: string, at: number): void
}

export class Keyspace {
  readonly #kept = new Map<string, Kept>()
  readonly #order = new ScanOrder()
  readonly #events: KeyspaceEvents
  #bytes = 0
  #expiring = 0
  #expiresAtSum = 0

  constructor(events: KeyspaceEvents) {
    this.#events = events
  }

  get size(): number {
    return this.#kept.size
  }

  /** Roughly what it all takes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Keys that will expire. */
  get expiring(): number {
    return this.#expiring
  }

  /** How long these still have, on average, in ms. */
  get averageTtlMs(): number {
    return this.#expiring === 0 ? 0 : Math.max(0, Math.round(this.#expiresAtSum / this.#expiring - Date.now()))
  }

  get(key: string): Entry | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined || kept.expiresAt === null || Date.now() <= kept.expiresAt) return kept
    this.expire(key)
    return undefined
  }

  /** When it expires, or has expired without having been removed yet, in epoch ms; null: it stays; undefined: it is not there. */
  expiryOf(key: string): number | null | undefined {
    return this.#kept.get(key)?.expiresAt
  }

  value(key: string): Value | undefined {
    return this.get(key)?.value
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  put(key: string, value: Value, expiresAt: number | null = null): void {
    const kept = this.#kept.get(key)
    const bytes = key.length + sizeOf(value) + KEY_BYTES
    if (kept) {
      this.#bytes += bytes - kept.bytes
      kept.value = value
      kept.bytes = bytes
      this.#setExpiry(kept, expiresAt)
    } else {
      const added: Kept = { value, expiresAt: null, place: this.#order.add(key), bytes }
      this.#kept.set(key, added)
      this.#bytes += bytes
      this.#setExpiry(added, expiresAt)
    }
    if (expiresAt !== null) this.#events.expires(key, expiresAt)
    this.#events.changed(key)
  }

  /** @param expiresAt null: it stays */
  setExpiry(key: string, expiresAt: number | null): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#setExpiry(kept, expiresAt)
    if (expiresAt !== null) this.#events.expires(key, expiresAt)
    this.#events.changed(key)
  }

  /** @returns whether it was there */
  delete(key: string): boolean {
    if (this.get(key) === undefined) return false
    this.#remove(key)
    this.#events.changed(key)
    return true
  }

  /** It goes because of its time, which has come. */
  expire(key: string): void {
    this.#remove(key)
    this.#events.expired(key)
  }

  clear(): void {
    this.#kept.clear()
    this.#order.clear()
    this.#bytes = 0
    this.#expiring = 0
    this.#expiresAtSum = 0
  }

  /** All that have not expired, in the order of scans. */
  *keys(): Generator<string> {
    for (const key of this.#order.keys()) if (this.has(key)) yield key
  }

  /**
   * Some keys from there on: going on from cursor to cursor until it is 0, one meets each key that is there all the time, once.
   *
   * @param count how many to look at
   */
  scan(cursor: number, count: number): { readonly cursor: number; readonly keys: readonly string[] } {
    const { next, keys } = this.#order.from(cursor, count)
    return { cursor: next, keys: keys.filter((key) => this.has(key)) }
  }

  /** Any key; null: there is none. */
  random(): string | null {
    for (;;) {
      const key = this.#order.random()
      if (key === null || this.has(key)) return key
    }
  }

  #setExpiry(kept: Kept, expiresAt: number | null): void {
    if (kept.expiresAt !== null) {
      this.#expiring -= 1
      this.#expiresAtSum -= kept.expiresAt
    }
    kept.expiresAt = expiresAt
    if (expiresAt === null) return
    this.#expiring += 1
    this.#expiresAtSum += expiresAt
  }

  #remove(key: string): void {
    const kept = this.#kept.get(key)
    if (kept === undefined) return
    this.#setExpiry(kept, null)
    this.#kept.delete(key)
    this.#order.remove(kept.place)
    this.#bytes -= kept.bytes
  }
}
