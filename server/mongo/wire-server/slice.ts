/** Long work is done in slices, between which others come in. */
import { setImmediate as others } from 'node:timers/promises'
import { EMBEDDED } from '../../config.js'

let lastTurn: Promise<void> = Promise.resolve()

/**
 * Long work takes turns: each piece of it, of whichever connection, begins in an iteration of the event loop of its own, so that whoever has a short
 * question waits for one piece at most, and not for as many as there are clients.
 */
export function nextTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => others())
  return lastTurn
}

export class Slice {
  #endsAt = performance.now() + EMBEDDED.sliceMs
  #steps = 0

  /** True when it is time for `pause`. @param eachStep look at the clock at every step: one alone may be long */
  over(eachStep = false): boolean {
    return (eachStep || (++this.#steps & 31) === 0) && performance.now() > this.#endsAt
  }

  async pause(): Promise<void> {
    await nextTurn()
    this.#endsAt = performance.now() + EMBEDDED.sliceMs
  }
}
