/** Long work is done in slices, between which others come in. */
import { setImmediate as others } from 'node:timers/promises'
import { EMBEDDED } from '../../config.js'

export class Slice {
  #endsAt = performance.now() + EMBEDDED.sliceMs
  #steps = 0

  /** True when it is time for `pause`. @param eachStep look at the clock at every step: one alone may be long */
  over(eachStep = false): boolean {
    return (eachStep || (++this.#steps & 31) === 0) && performance.now() > this.#endsAt
  }

  async pause(): Promise<void> {
    await others()
    this.#endsAt = performance.now() + EMBEDDED.sliceMs
  }
}
