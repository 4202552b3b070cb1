/** Which lesson server a session's browser stays with, as far as the proxy has seen it pass. */
import { GATEWAY } from '../config.js'
import { cookiePairs } from '../cookies/cookie-pairs.js'
import { cookieParts } from '../cookies/cookie-parts.js'
import type { BalancerRule } from '../protocol/balancer.js'
import type { InstanceId } from '../protocol/instances.js'

const NOBODY: ReadonlyMap<string, InstanceId> = new Map()

export class Homes {
  /** By session id, the latest last: at most GATEWAY.homesKept. */
  readonly #known = new Map<string, InstanceId>()
  readonly #sessionNames: () => readonly string[]

  /** @param sessionNames of the session cookie, now */
  constructor(sessionNames: () => readonly string[]) {
    this.#sessionNames = sessionNames
  }

  /** A browser that stays with this server has sent, or is being sent, these cookies: `name=value`, with attributes or without. */
  note(cookies: readonly (string | undefined)[], home: InstanceId): void {
    const names = this.#sessionNames()
    for (const line of cookies) {
      for (const { name, value } of cookiePairs(line)) {
        const id = names.includes(name) ? cookieParts(value)?.sessionId : undefined
        if (id === undefined) continue
        this.#known.delete(id)
        this.#known.set(id, home)
      }
    }
    for (const [oldest] of this.#known) {
      if (this.#known.size <= GATEWAY.homesKept) break
      this.#known.delete(oldest)
    }
  }

  /** By the rule in force: where nobody stays anywhere, nobody is known. */
  known(rule: BalancerRule): ReadonlyMap<string, InstanceId> {
    return rule === 'sticky' ? this.#known : NOBODY
  }
}
