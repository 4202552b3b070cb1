/** Which lesson server a request of the shop goes to. */
import type { IncomingMessage } from 'node:http'
import { cookiePairs } from '../cookies/cookie-pairs.js'
import type { BalancerState } from '../protocol/balancer.js'
import type { InstanceId } from '../protocol/instances.js'
import type { Homes } from './homes.js'

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
  /** The Set-Cookie line of the balancer's own for the answer; null: there is nothing to say. */
  cookieFor(request: IncomingMessage, to: Running): string | null
  /** The answer leaves, with these Set-Cookie lines of the lesson server. */
  answered(request: IncomingMessage, to: Running, setCookie: readonly string[]): void
}

/** What a balancer knows of the lesson servers. */
export interface Candidates {
  /** Those that there are, running or not, always in the same order. */
  readonly all: readonly { readonly id: InstanceId }[]
  /** Those that run, always in the same order. */
  running(): readonly Running[]
  /** Resolves when one runs, or when the time is over. */
  whenRunning(ms: number): Promise<unknown>
}

export interface BalancerParts {
  readonly candidates: Candidates
  readonly state: () => BalancerState
  /** Is told where sticky browsers stay. */
  readonly homes: Pick<Homes, 'note'>
  /** From 0 to 1. */
  readonly random?: () => number
}

/** By the rule in force. Whoever does not run gets nothing; the only one gets it all. */
export class RuledBalancer implements Balancer {
  readonly #candidates: Candidates
  readonly #state: () => BalancerState
  readonly #random: () => number
  readonly #homes: Pick<Homes, 'note'>
  #last: InstanceId = ''

  constructor({ candidates, state, homes, random = Math.random }: BalancerParts) {
    this.#candidates = candidates
    this.#state = state
    this.#homes = homes
    this.#random = random
  }

  async next(request: IncomingMessage, ms: number): Promise<Running | null> {
    if (this.#candidates.running().length === 0) await this.#candidates.whenRunning(ms)
    const running = this.#candidates.running()
    if (running.length < 2) return running[0] ?? null
    const { rule } = this.#state()
    if (rule === 'random') return running[Math.floor(this.#random() * running.length)] ?? null
    const own = rule === 'sticky' ? this.#named(request) : null
    return running.find(({ id }) => id === own) ?? this.#turn(running)
  }

  cookieFor(request: IncomingMessage, to: Running): string | null {
    const { cookieName } = this.#state()
    const named = this.#named(request)
    if (this.#isSticky) return named === to.id ? null : `${cookieName}=${to.id}; Path=/; HttpOnly; SameSite=Lax`
    // It keeps nobody anywhere any more.
    return named === null ? null : `${cookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`
  }

  answered(request: IncomingMessage, to: Running, setCookie: readonly string[]): void {
    if (this.#isSticky) this.#homes.note([request.headers.cookie, ...setCookie], to.id)
  }

  get #isSticky(): boolean {
    return this.#state().rule === 'sticky' && this.#candidates.all.length > 1
  }

  #turn(running: readonly Running[]): Running | null {
    // By name, not by number: one that comes or goes turns nobody's turn over.
    const turn = running.find(({ id }) => id > this.#last) ?? running[0] ?? null
    if (turn !== null) this.#last = turn.id
    return turn
  }

  /** The server that the browser's cookie names, whether there is one or not. */
  #named({ headers }: IncomingMessage): string | null {
    const { cookieName } = this.#state()
    // Hardly anybody brings one while there is one server: looked for before anything is taken apart.
    if (headers.cookie?.includes(cookieName) !== true) return null
    return cookiePairs(headers.cookie).find(({ name }) => name === cookieName)?.value ?? null
  }
}
