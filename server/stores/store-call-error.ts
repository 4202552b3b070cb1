import { ProblemError } from '../protocol/problem.js'
import { asParams, type Why } from '../protocol/why.js'

/**
 * What express-session, and so the shop's error handler, gets when a store fails: a {@link ProblemError} that says what an HTTP answer needs.
 * It keeps no `cause`: the errors of store packages hold session data, and those of drivers credentials.
 */
export class StoreCallError extends ProblemError {
  /** Express's convention for an error that knows its status. */
  readonly status = 503
  readonly retryAfterSeconds = 1

  /**
   * @param label proper name of the store
   * @param why already free of secrets; a text is what the store or its driver said, for which there are no other words
   */
  constructor(label: string, why: Why | string) {
    const params = typeof why === 'string' ? { reason: why } : asParams(why)
    super(
      'store-unreachable',
      `The session store (${label}) did not do its part: ${String(params.reason).replace(/\.$/, '')}. Try again in a moment; nothing has to be restarted.`,
      { ...params, store: label },
    )
  }
}
