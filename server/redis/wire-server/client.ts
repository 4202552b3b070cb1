/** One client: what it has said of itself, its database, and its transaction. */
import type { Databases, Watcher } from './databases.js'
import type { RespVersion } from './replies.js'

export interface Address {
  /** As `host:port`. */
  readonly remote: string
  readonly local: string
}

export class Client implements Watcher {
  readonly id: number
  readonly address: Address
  /** Epoch ms. */
  readonly connectedAt = Date.now()
  name = ''
  version: RespVersion = 2
  database = 0
  /** `off`: it wants no answers; `skip-next`, `skip`: none to the next command, to this one. */
  replies: 'on' | 'off' | 'skip-next' | 'skip' = 'on'
  isMonitor = false
  isEvictable = true
  /** What it asked last, and when. */
  lastCommand = 'NULL'
  lastAt = Date.now()
  /** Commands since MULTI; null: none was sent. */
  queue: (readonly string[])[] | null = null
  /** Roughly what these take. */
  queuedBytes = 0
  /** One of these was refused, so EXEC will be. */
  hasBadQueue = false
  isTouched = false
  /** It has said goodbye, or was told to go: it is closed once it has been answered. */
  isLeaving = false
  readonly #databases: Databases
  #watched: { readonly database: number; readonly key: string }[] = []
  readonly #send: (text: string) => void
  readonly #end: () => void

  /** @param send puts binary text on its way @param end closes its connection */
  constructor(id: number, address: Address, databases: Databases, send: (text: string) => void, end: () => void) {
    this.id = id
    this.address = address
    this.#databases = databases
    this.#send = send
    this.#end = end
  }

  /** What it did not ask for just now. */
  send(text: string): void {
    this.#send(text)
  }

  end(): void {
    this.#end()
  }

  get watches(): number {
    return this.#watched.length
  }

  watch(key: string): void {
    if (this.#watched.some((one) => one.key === key && one.database === this.database)) return
    this.#watched.push({ database: this.database, key })
    this.#databases.watch(this, this.database, key)
  }

  unwatch(): void {
    for (const { database, key } of this.#watched) this.#databases.unwatch(this, database, key)
    this.#watched = []
    this.isTouched = false
  }

  /** A watched key whose time has come is removed, which its watchers hear. */
  noticeExpiry(): void {
    for (const { database, key } of this.#watched) this.#databases.of(database).has(key)
  }

  leaveTransaction(): void {
    this.queue = null
    this.queuedBytes = 0
    this.hasBadQueue = false
    this.unwatch()
  }

  /** As if it had just connected. */
  reset(): void {
    this.leaveTransaction()
    this.name = ''
    this.version = 2
    this.database = 0
    this.replies = 'on'
    this.isMonitor = false
    this.isEvictable = true
  }
}
