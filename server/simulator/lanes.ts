/** The connections to the lesson servers, and which of them a request goes over: the crowd comes past the proxy, so it goes by the proxy's rule itself. */
import { CROWD } from '../config.js'
import type { BalancerRule } from '../protocol/balancer.js'
import type { CrowdTarget } from '../protocol/ipc.js'
import { Line } from './line.js'

interface Lane {
  readonly line: Line
  readonly port: number
  users: number
}

/** Where a user comes in. */
export interface Seat {
  lane: Lane
}

export class Lanes {
  #lanes: readonly Lane[]
  #rule: BalancerRule
  #turn = 0
  readonly #internalKey: string
  /** Of lesson servers that could not be reached, while another one can. */
  readonly #away = new Set<number>()

  /** @throws Error where there is no lesson server to go to */
  constructor({ ports, rule, internalKey }: Pick<CrowdTarget, 'ports' | 'rule' | 'internalKey'>) {
    if (ports.length === 0) throw new Error('A crowd needs at least one lesson server to go to.')
    this.#rule = rule
    this.#internalKey = internalKey
    this.#lanes = Array.from({ length: CROWD.connections }, (_, n) => this.#open(ports[n % ports.length] ?? 0))
  }

  /** For a user who comes in. */
  take(): Seat {
    const lane = fewest(this.#ofOne('turns'), ({ users }) => users)
    lane.users += 1
    return { lane }
  }

  /** The user goes home. */
  leave({ lane }: Seat): void {
    lane.users -= 1
  }

  /** For one request of a user. By turns and by chance any server gets it; a user who stays with one leaves it only where it cannot be reached. */
  next(seat: Seat): Lane {
    if (this.#rule !== 'sticky' && this.#hasSeveral) return fewest(this.#ofOne(this.#rule), ({ line }) => line.load)
    if (!this.#reachable.includes(seat.lane)) {
      this.leave(seat)
      seat.lane = this.take().lane
    }
    return seat.lane
  }

  /** It could not be reached. @returns whether another one may be */
  noteAway({ port }: Lane): boolean {
    this.#away.add(port)
    if (this.#lanes.some((lane) => !this.#away.has(lane.port))) return true
    this.#away.clear()
    return false
  }

  /** There are others now, or another rule. Whoever is under way to one that stays is not disturbed. */
  steer({ ports, rule }: Pick<CrowdTarget, 'ports' | 'rule'>): void {
    this.#rule = rule
    // None runs just now: whoever comes knocks where there was one.
    if (ports.length === 0) return
    this.#away.clear()
    const each = Math.ceil(CROWD.connections / ports.length)
    const kept = this.#lanes.filter(({ port }) => ports.includes(port))
    const added = ports.flatMap((port) => {
      const there = kept.filter((lane) => lane.port === port).length
      return Array.from({ length: Math.max(0, each - there) }, () => this.#open(port))
    })
    for (const lane of this.#lanes) if (!kept.includes(lane)) lane.line.close()
    this.#lanes = [...kept, ...added]
  }

  hangUpWhenOverdue(now: number): void {
    for (const { line } of this.#lanes) line.hangUpWhenOverdue(now)
  }

  close(): void {
    for (const { line } of this.#lanes) line.close()
  }

  /** Those of the server whose turn it is, or that chance decides for. */
  #ofOne(rule: 'turns' | 'random'): readonly Lane[] {
    const reachable = this.#reachable
    const ports = [...new Set(reachable.map(({ port }) => port))]
    const port = ports[rule === 'turns' ? this.#turn++ % ports.length : Math.floor(Math.random() * ports.length)]
    return reachable.filter((lane) => lane.port === port)
  }

  get #hasSeveral(): boolean {
    return this.#lanes.some(({ port }) => port !== this.#lanes[0]?.port)
  }

  get #reachable(): readonly Lane[] {
    const reachable = this.#away.size === 0 ? this.#lanes : this.#lanes.filter(({ port }) => !this.#away.has(port))
    return reachable.length > 0 ? reachable : this.#lanes
  }

  #open(port: number): Lane {
    return { line: new Line(port, this.#internalKey), port, users: 0 }
  }
}

function fewest(lanes: readonly Lane[], of: (lane: Lane) => number): Lane {
  return lanes.reduce((best, other) => (of(other) < of(best) ? other : best))
}
