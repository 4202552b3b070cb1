import type { InstanceId } from '../../protocol/instances.js'

/** One life of one lesson server. */
export interface LifeOfInstance {
  readonly id: InstanceId
  readonly boot: number
}

/** Requests that were passed on to a lesson server: under way, or cut off with it. Counted for each of its lives, and known here before it dies. */
export class Passages {
  readonly #underWay = new Map<string, number>()
  readonly #cutOff = new Map<string, number>()

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

function keyOf({ id, boot }: LifeOfInstance): string {
  return `${id}:${boot}`
}
