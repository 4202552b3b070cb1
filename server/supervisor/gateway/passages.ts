/** Requests that were passed on to a lesson server: under way, or cut off with it. Counted by its boot, and known here before it dies. */
export class Passages {
  readonly #underWay = new Map<number, number>()
  readonly #cutOff = new Map<number, number>()

  began(boot: number): void {
    this.#underWay.set(boot, (this.#underWay.get(boot) ?? 0) + 1)
  }

  ended(boot: number): void {
    const count = (this.#underWay.get(boot) ?? 0) - 1
    if (count > 0) this.#underWay.set(boot, count)
    else this.#underWay.delete(boot)
  }

  /** One that has ended was cut off. */
  wasCutOff(boot: number): void {
    this.#cutOff.set(boot, (this.#cutOff.get(boot) ?? 0) + 1)
  }

  /** How many were cut off in that life, or are under way and will be. */
  cutOffWith(boot: number): number {
    return (this.#cutOff.get(boot) ?? 0) + (this.#underWay.get(boot) ?? 0)
  }
}
