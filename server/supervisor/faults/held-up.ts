import { type FaultsInForce, outageOf } from '../../protocol/faults.js'
import type { Problem } from '../../protocol/problem.js'

/**
 * Why the store in use did not answer, where that is what somebody has done to it.
 *
 * @param problem as it was told; one of another kind, or where nothing was done, stays as it is
 * @param store what the store in use is called
 * @param faults those that whoever asked it meets
 */
export function heldUp(problem: Problem, store: string, faults: FaultsInForce): Problem {
  const what = outageOf(faults)
  if (problem.code !== 'store-unreachable' || what === null) return problem
  const message = `${store} did not answer, because of the fault "${what}". What it still holds stays. Undo the fault, then try again.`
  return { code: 'store-held-up', message, params: { store, what } }
}
