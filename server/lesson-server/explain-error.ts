/** What the shop is told of an error: whether its store failed or its own code, and which line of it. */
import { ProblemError } from '../protocol/problem.js'
import type { ExplainError } from './shop/errors.js'
import { describeMistake, isThrownByShop, noteMistake } from './shop-mistake.js'
import { storeFailureKind } from './store-failure.js'

/** Notes a mistake of the shop's own code for whoever watches the answer ({@link noteMistake}). */
export const explainError: ExplainError = (error, res) => {
  const how = isThrownByShop(error) ? null : storeFailureKind(error)
  if (how === null) {
    const mistake = describeMistake(error)
    noteMistake(res, mistake)
    return { of: 'shop', ...mistake }
  }
  const label = error instanceof ProblemError ? error.problem.params.store : undefined
  const retryAfterSeconds = typeof error === 'object' && error !== null ? Reflect.get(error, 'retryAfterSeconds') : undefined
  return {
    of: 'store',
    how,
    label: typeof label === 'string' ? label : null,
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : null,
  }
}
