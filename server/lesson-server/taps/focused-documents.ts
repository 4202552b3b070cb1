/** Looks up the documents of the sessions in focus, after each request that used them. */
import type { ReadDocument } from '../../protocol/ipc.js'
import type { OpenStore } from '../../stores/adapter.js'
import type { FrameSender } from './frame-sender.js'

/** Why a document is read: the request that used it, and whether one has stored it for the first time. */
type Occasion = Pick<ReadDocument, 'request' | 'isNew'>

/** Under requests without end one would else never see the document. */
const MOST_OVERTAKEN = 5

export class FocusedDocuments {
  readonly #sender: FrameSender
  readonly #openStore: () => OpenStore | null
  /** Sessions that are being read, with the occasion to read them once more afterwards: a request that ended meanwhile. */
  readonly #reading = new Map<string, Occasion | null>()

  constructor(sender: FrameSender, openStore: () => OpenStore | null) {
    this.#sender = sender
    this.#openStore = openStore
  }

  /** Reads the session's document and hands it to the frame sender; under load once for many requests. */
  refresh(sessionId: string, occasion: Occasion): void {
    if (this.#reading.has(sessionId)) {
      const waiting = this.#reading.get(sessionId)
      this.#reading.set(sessionId, { ...occasion, isNew: occasion.isNew || waiting?.isNew === true })
      return
    }
    this.#reading.set(sessionId, null)
    void this.#read(sessionId, occasion)
  }

  async #read(sessionId: string, first: Occasion): Promise<void> {
    let overtaken = 0
    try {
      for (let occasion: Occasion | null = first; occasion !== null; occasion = this.#reading.get(sessionId) ?? null) {
        this.#reading.set(sessionId, null)
        const open = this.#openStore()
        if (!open) return
        const stored = await open.read(sessionId)
        // A request that has ended meanwhile is told already, and may have destroyed what was read: its own reading is the newer one.
        const next = this.#reading.get(sessionId) ?? null
        if (next !== null && overtaken < MOST_OVERTAKEN) {
          overtaken += 1
          this.#reading.set(sessionId, { ...next, isNew: next.isNew || occasion.isNew })
          continue
        }
        overtaken = 0
        this.#sender.addDocument({ sessionId, store: open.adapter.kind, stored, ...occasion })
      }
    } catch {
      // A store that is away is told by its health and by the request's own operations; there is no document to show.
    } finally {
      this.#reading.delete(sessionId)
    }
  }
}
