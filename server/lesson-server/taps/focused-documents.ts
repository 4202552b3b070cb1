/** Looks up the documents of the sessions in focus, after each request that used them. */
import type { OpenStore } from '../../stores/adapter.js'
import type { FrameSender } from './frame-sender.js'

export class FocusedDocuments {
  readonly #sender: FrameSender
  readonly #openStore: () => OpenStore | null
  /** Sessions that are being read; true: read once more afterwards, for a request that ended meanwhile. */
  readonly #reading = new Map<string, boolean>()

  constructor(sender: FrameSender, openStore: () => OpenStore | null) {
    this.#sender = sender
    this.#openStore = openStore
  }

  /** Reads the session's document and hands it to the frame sender; under load once for many requests. */
  refresh(sessionId: string): void {
    if (this.#reading.has(sessionId)) {
      this.#reading.set(sessionId, true)
      return
    }
    this.#reading.set(sessionId, false)
    void this.#read(sessionId)
  }

  async #read(sessionId: string): Promise<void> {
    try {
      do {
        this.#reading.set(sessionId, false)
        const open = this.#openStore()
        if (!open) return
        const stored = await open.read(sessionId)
        this.#sender.addFocused(sessionId, stored)
      } while (this.#reading.get(sessionId))
    } catch {
      // A store that is away is told by its health and by the request's own operations; there is no document to show.
    } finally {
      this.#reading.delete(sessionId)
    }
  }
}
