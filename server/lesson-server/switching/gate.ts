import type { IncomingMessage, ServerResponse } from 'node:http'
import { STORES } from '../../config.js'

type Enter = (req: IncomingMessage, res: ServerResponse) => void

interface Waiting {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly since: number
}

/** Where requests wait for the moment that the store changes under them. */
export class Gate {
  #waiting: Waiting[] = []
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
    if (this.#waiting.length >= STORES.gate.maxWaiting) return false
    this.#waiting.push({ req, res, since: performance.now() })
    return true
  }

  /** Lets everybody in, first come first served, but for those who went away. @returns the longest wait in ms */
  open(enter: Enter): number {
    this.#closed = false
    const now = performance.now()
    const waiting = this.#waiting
    this.#waiting = []
    for (const { req, res, since } of waiting) {
      this.#longestWaitMs = Math.max(this.#longestWaitMs, now - since)
      if (!res.closed && !res.destroyed) enter(req, res)
    }
    return this.#longestWaitMs
  }
}
