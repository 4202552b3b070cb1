import { CROWD, FRAMES } from '../config.js'
import type { CrowdOrder } from '../protocol/crowd.js'
import type { CrowdProgress, CrowdTarget } from '../protocol/ipc.js'
import { Lanes, type Seat } from './lanes.js'
import type { ShopAnswer, ShopRequest } from './line.js'
import { Pace } from './pace.js'
import { failureOf, type RequestFailure } from './request-failure.js'
import { Tally } from './tally.js'
import { type Errand, planErrand, simulateUser } from './user.js'

/** At full speed the rate of the first moments says little. */
const RATE_KNOWN_AFTER_MS = 500

/**
 * A crowd under way: lets simulated users in, at a pace or as fast as the shop serves them, and counts.
 *
 * Memory is bounded whatever the order: only users under way exist, and the figures have a fixed size.
 */
export class Crowd {
  /** Resolves, never rejects, with the last report, once everything is closed. */
  readonly ended: Promise<CrowdProgress>

  readonly #order: CrowdOrder
  readonly #errand: Errand
  readonly #report: (progress: CrowdProgress) => void
  readonly #lanes: Lanes
  readonly #startedAt = performance.now()
  readonly #tally = new Tally(this.#startedAt)
  readonly #pace: Pace | null
  readonly #maxUnderWay: number
  readonly #ticker: NodeJS.Timeout
  #nextArrival: NodeJS.Timeout | null = null
  #resolveEnded: (progress: CrowdProgress) => void = () => {}
  #usersIn = 0
  #underWay = 0
  /** Since when nobody could be reached; null while the shop answers. */
  #unreachableSince: number | null = null
  /** Has anybody knocked since? Until then it is known of nobody but those whose connections were cut, and on a busy machine they learn that late. */
  #hasKnocked = false
  #isOver = false

  /** Starts at once. @param report called every FRAMES.busyIntervalMs, and at the end with the outcome */
  constructor(order: CrowdOrder, target: CrowdTarget, report: (progress: CrowdProgress) => void) {
    this.#order = order
    this.#errand = planErrand(order.cartItems, target.cookieNames, order.behaviour)
    this.#report = report
    this.#lanes = new Lanes(target)
    this.#pace = order.usersPerSecond === null ? null : new Pace(order.usersPerSecond, CROWD.maxLatenessMs, this.#startedAt)
    this.#maxUnderWay = this.#pace === null ? CROWD.connections * CROWD.pipelining : CROWD.pacedUsersAtOnce
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    this.#ticker = setInterval(() => this.#tick(), FRAMES.busyIntervalMs)
    this.#letIn()
  }

  /** Sends everybody home; the report says how far they came. */
  cancel(): void {
    this.#end('cancelled')
  }

  /** The lesson servers are others now, or the proxy's rule is. */
  steer(target: Pick<CrowdTarget, 'ports' | 'rule'>): void {
    if (!this.#isOver) this.#lanes.steer(target)
  }

  #tick(): void {
    const now = performance.now()
    this.#lanes.hangUpWhenOverdue(now)
    const usersPerSecond = this.#tally.recentUsersPerSecond(now)
    this.#report({ ...this.#tally.figures, usersPerSecond, remainingMs: this.#remainingMs(usersPerSecond, now), outcome: 'running' })
  }

  /** Lets in whoever is due and fits; while the shop cannot be reached, one user after the other knocks, with a pause between. */
  #letIn(): void {
    if (this.#isOver) return
    if (this.#unreachableSince !== null) {
      if (this.#underWay === 0) this.#letInLater(CROWD.knockIntervalMs)
      return
    }
    while (this.#hasMore && this.#underWay < this.#maxUnderWay) {
      const now = performance.now()
      if (this.#pace !== null && !this.#pace.isDue(this.#usersIn, now)) {
        this.#letInLater(this.#pace.waitMs(this.#usersIn, now))
        return
      }
      this.#letOneIn()
    }
  }

  #letInLater(waitMs: number): void {
    this.#nextArrival ??= setTimeout(() => {
      this.#nextArrival = null
      if (this.#unreachableSince === null || !this.#hasMore) return this.#letIn()
      this.#hasKnocked = true
      this.#letOneIn()
    }, waitMs)
  }

  get #hasMore(): boolean {
    return this.#usersIn < this.#order.users
  }

  #letOneIn(): void {
    const seat = this.#lanes.take()
    this.#usersIn += 1
    this.#underWay += 1
    simulateUser(this.#usersIn, this.#errand, (request) => this.#send(seat, request))
      .then(
        () => null,
        (thrown) => failureOf(thrown),
      )
      .then((failure) => {
        this.#lanes.leave(seat)
        this.#underWay -= 1
        this.#userLeft(failure)
      })
      .catch((defect) => {
        this.#tally.userDone(failureOf(defect))
        this.#end('failed')
      })
  }

  async #send(seat: Seat, request: ShopRequest): Promise<ShopAnswer> {
    const sentAt = performance.now()
    const lane = this.#lanes.next(seat)
    try {
      const answer = await lane.line.send(request)
      this.#tally.requestAnswered(performance.now() - sentAt)
      this.#unreachableSince = null
      this.#hasKnocked = false
      return answer
    } catch (thrown) {
      const failure = failureOf(thrown)
      const isElsewhere = failure.isUnreachable && this.#lanes.noteAway(lane)
      // Nobody has taken it, so nothing has happened: as a proxy does, it is sent to the other one.
      if (isElsewhere && failure.kind === 'refused' && !this.#isOver) return await this.#send(seat, request)
      this.#tally.requestFailed()
      if (failure.isUnreachable && !isElsewhere) this.#noticeUnreachable()
      throw failure
    }
  }

  #userLeft(failure: RequestFailure | null): void {
    if (this.#isOver) return
    this.#tally.userDone(failure)
    if (this.#tally.usersDone < this.#order.users) this.#letIn()
    else this.#end(this.#unreachableSince === null ? 'done' : 'server-went-away')
  }

  #noticeUnreachable(): void {
    const now = performance.now()
    this.#unreachableSince ??= now
    if (this.#hasKnocked && now - this.#unreachableSince > CROWD.goneAfterMs) this.#end('server-went-away')
  }

  #remainingMs(usersPerSecond: number, now: number): number | null {
    if (this.#pace !== null) return this.#pace.waitMs(this.#order.users, now)
    if (usersPerSecond === 0 || now - this.#startedAt < RATE_KNOWN_AFTER_MS) return null
    return ((this.#order.users - this.#tally.usersDone) * 1000) / usersPerSecond
  }

  #end(outcome: Exclude<CrowdProgress['outcome'], 'running'>): void {
    if (this.#isOver) return
    this.#isOver = true
    clearInterval(this.#ticker)
    if (this.#nextArrival !== null) clearTimeout(this.#nextArrival)
    // Read before the lines close: users who are sent home are neither done nor failed.
    const last: CrowdProgress = { ...this.#tally.figures, usersPerSecond: this.#tally.overallUsersPerSecond(performance.now()), remainingMs: 0, outcome }
    this.#lanes.close()
    this.#report(last)
    this.#resolveEnded(last)
  }
}
