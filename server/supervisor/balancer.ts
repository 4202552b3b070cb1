/** Which lesson server a request of the shop goes to. */
import type { IncomingMessage } from 'node:http'
import type { InstanceId } from '../protocol/instances.js'

/** A lesson server that runs, in the life that it is in. */
export interface Running {
  readonly id: InstanceId
  readonly boot: number
  readonly port: number
}

export interface Balancer {
  /**
   * The lesson server for a request. While none runs the request is held.
   *
   * @param ms how long it is held at most
   * @returns null: none runs yet
   */
  next(request: IncomingMessage, ms: number): Promise<Running | null>
}

/** What a balancer knows of the lesson servers. */
export interface Candidates {
  /** Those that run, always in the same order. */
  running(): readonly Running[]
  /** Resolves when one runs, or after so long. */
  whenRunning(ms: number): Promise<unknown>
}

/** Sends requests to one after the other of those that run; the only one gets them all. */
export class TakesTurns implements Balancer {
  readonly #candidates: Candidates
  #last: InstanceId = ''

  constructor(candidates: Candidates) {
    this.#candidates = candidates
  }

  async next(_request: IncomingMessage, ms: number): Promise<Running | null> {
    if (this.#candidates.running().length === 0) await this.#candidates.whenRunning(ms)
    const running = this.#candidates.running()
    // By name, not by number: one that comes or goes turns nobody's turn over.
    const turn = running.find(({ id }) => id > this.#last) ?? running[0] ?? null
    if (turn !== null) this.#last = turn.id
    return turn
  }
}
