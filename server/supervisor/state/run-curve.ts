/** The memory curve of one crowd: bounded, evenly thinned out as the run goes on. */
import { LIMITS } from '../../config.js'
import type { CrowdRun } from '../../protocol/state.js'

type Point = CrowdRun['curve'][number]

export class RunCurve {
  #points: Point[] = []
  /** Points closer than this to the one before are left out; doubles whenever the curve is full. */
  #spacingMs = 0

  add(point: Point): void {
    const last = this.#points.at(-1)
    if (last && point.tMs - last.tMs < this.#spacingMs) return
    this.#points.push(point)
    if (this.#points.length < LIMITS.runPoints) return
    this.#points = this.#points.filter((_, index) => index % 2 === 0)
    this.#spacingMs = Math.max(1, (2 * point.tMs) / LIMITS.runPoints)
  }

  get points(): readonly Point[] {
    return [...this.#points]
  }
}
