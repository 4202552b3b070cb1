import type session from 'express-session'
import type { MemoryStore, SessionData } from 'express-session'
import { TableSize, textBytes } from './heap-cost.js'
import { SessionIdLog } from './session-id-log.js'

type Callback = (error?: unknown) => void

/** express-session's MemoryStore, which also knows how many sessions it holds, what they cost, and their IDs, without ever walking them. */
export interface WatchedMemoryStore extends MemoryStore {
  /** MemoryStore's own: JSON texts by session ID. Replaced by `clear`. */
  readonly sessions: Readonly<Record<string, string>>
  readonly ids: SessionIdLog
  /** Bytes of all sessions in V8's heap; see heap-cost.ts. */
  heapBytes(): number
}

/** Makes the real MemoryStore of the given express-session; each call goes to it unchanged, and what it did is read off afterwards. */
export function createWatchedMemoryStore(sessionModule: typeof session): WatchedMemoryStore {
  class Watched extends sessionModule.MemoryStore {
    declare readonly sessions: Readonly<Record<string, string>>
    readonly ids = new SessionIdLog()
    readonly #table = new TableSize()
    #textBytes = 0

    heapBytes(): number {
      return this.#textBytes + this.#table.bytes
    }

    override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
      const before = this.sessions[id]
      super.get(id, callback)
      // MemoryStore frees an expired session when somebody asks for it.
      if (before !== undefined) this.#note(id, before)
    }

    override set(id: string, data: SessionData, callback?: Callback): void {
      const before = this.sessions[id]
      super.set(id, data, callback)
      this.#note(id, before)
    }

    override touch(id: string, data: SessionData, callback?: () => void): void {
      const before = this.sessions[id]
      super.touch(id, data, callback)
      this.#note(id, before)
    }

    override destroy(id: string, callback?: Callback): void {
      const before = this.sessions[id]
      super.destroy(id, callback)
      this.#note(id, before)
    }

    override all(callback: (error: unknown, sessions?: Record<string, SessionData> | null) => void): void {
      super.all(callback)
      this.#recount()
    }

    override clear(callback?: Callback): void {
      super.clear(callback)
      this.#recount()
    }

    #note(id: string, before: string | undefined): void {
      const after = this.sessions[id]
      if (after === before) return
      if (before !== undefined) this.#textBytes -= textBytes(before)
      if (after !== undefined) this.#textBytes += textBytes(after)
      if (before === undefined) {
        this.#textBytes += textBytes(id)
        this.ids.add(id)
        this.#table.grown(this.ids.size)
      } else if (after === undefined) {
        this.#textBytes -= textBytes(id)
        this.ids.remove(id)
        this.#table.shrunk(this.ids.size)
      }
    }

    /** After the two methods that change everything at once, and walk everything themselves. */
    #recount(): void {
      this.ids.clear()
      this.#textBytes = 0
      this.#table.shrunk(0)
      for (const [id, text] of Object.entries(this.sessions)) {
        this.#textBytes += textBytes(id) + textBytes(text)
        this.ids.add(id)
        this.#table.grown(this.ids.size)
      }
    }
  }
  return new Watched()
}
