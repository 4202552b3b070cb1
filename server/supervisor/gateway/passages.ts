import type { InstanceId } from '../../protocol/instances.js'

/** One life of one lesson server. */
export interface LifeOfInstance {
  readonly id: InstanceId
  readonly boot: number
}

/**
 * Requests that came in, numbered in their order; and those of them that were passed on to a lesson server: under way, or cut off with it. Counted for each
 * of its lives, and known here before it dies.
 */
export class Passages {
  #arrived = 0
  readonly #underWay = new Map<string, number>()
  readonly #cutOff = new Map<string, number>()

  /** How many have come in. */
  get arrived(): number {
    return this.#arrived
  }

  /** One has come in. @returns its id */
  arrive(): string {
    return `r${++this.#arrived}`
  }

  began(life: LifeOfInstance): void {
    const key = keyOf(life)
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1)
  }

  ended(life: LifeOfInstance): void {
    const key = keyOf(life)
    const count = (this.#underWay.get(key) ?? 0) - 1
    if (count > 0) this.#underWay.set(key, count)
    else this.#underWay.delete(key)
  }

  /** One that has ended was cut off. */
  wasCutOff(life: LifeOfInstance): void {
    const key = keyOf(life)
    this.#cutOff.set(key, (this.#cutOff.get(key) ?? 0) + 1)
  }

  /** How many were cut off in that life, or are under way and will be. */
  cutOffWith(life: LifeOfInstance): number {
    const key = keyOf(life)
    return (this.#cutOff.get(key) ?? 0) + (this.#underWay.get(key) ?? 0)
  }
}

/** Which one it is of those that came in: the first is 1. Not a number where it did not come in by the gateway. */
export function placeOf(requestId: string): number {
  return Number(requestId.slice(1))
}

function keyOf({ id, boot }: LifeOfInstance): string {
  return `${id}:${boot}`
}
