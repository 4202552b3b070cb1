import type { IncomingMessage, ServerResponse } from 'node:http'
import { STORES } from '../../config.js'
import { onRequestEnd } from '../../request-end.js'

type Enter = (req: IncomingMessage, res: ServerResponse) => void

interface Waiting {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly since: number
}

/** Where requests wait for the moment that the store changes under them. */
export class Gate {
  readonly #waiting = new Set<Waiting>()
  #closed = false
  #longestWaitMs = 0

  get isClosed(): boolean {
    return this.#closed
  }

  close(): void {
    this.#closed = true
    this.#longestWaitMs = 0
  }

  /** @returns false when STORES.gate.maxWaiting are waiting already */
  hold(req: IncomingMessage, res: ServerResponse): boolean {
    if (this.#waiting.size >= STORES.gate.maxWaiting) return false
    const waiting = { req, res, since: performance.now() }
    this.#waiting.add(waiting)
    onRequestEnd(req, res, () => this.#waiting.delete(waiting))
    return true
  }

  /** Lets everybody in who has not gone away meanwhile, first come first served. @returns the longest wait in ms */
  open(enter: Enter): number {
    this.#closed = false
    const now = performance.now()
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const { req, res, since } of waiting) {
      this.#longestWaitMs = Math.max(this.#longestWaitMs, now - since)
      enter(req, res)
    }
    return this.#longestWaitMs
  }
}
