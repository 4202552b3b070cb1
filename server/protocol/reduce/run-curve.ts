/** The memory curve of one crowd: bounded, evenly thinned out as the run goes on. */
import type { CrowdRun, CurvePoint } from '../crowd.js'
import { LIMITS } from '../limits.js'

type Curve = Pick<CrowdRun, 'curve' | 'curveSpacingMs'>

/** What a run begins with. */
export const NO_CURVE: Curve = { curve: [], curveSpacingMs: 0 }

/** With one more point, unless it is too close to the last. */
export function withCurvePoint<R extends Curve>(run: R, point: CurvePoint): R {
  const { curve, curveSpacingMs } = run
  const last = curve.at(-1)
  if (last && point.tMs - last.tMs < curveSpacingMs) return run
  const longer = [...curve, point]
  if (longer.length < LIMITS.runPoints) return { ...run, curve: longer }
  return { ...run, curve: longer.filter((_, index) => index % 2 === 0), curveSpacingMs: Math.max(1, (2 * point.tMs) / LIMITS.runPoints) }
}
