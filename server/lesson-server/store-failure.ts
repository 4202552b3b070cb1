/** What a failed call of a session store means in plain words, without the session id and data that stores put into their messages. */
import { ProblemError } from '../protocol/problem.js'
import { said, type Why, whyOf } from '../protocol/why.js'
import { describeError, redactAll } from '../redact.js'

/** `silent`: no answer in time; `unreachable`: nobody there; `failed`: it answered with an error. */
export type StoreFailureKind = 'silent' | 'unreachable' | 'failed'

const UNREACHABLE = /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|server selection|topology|not connected|connection .*closed|cannot be reached/i
const SILENT = /timed? ?out|deadline|did not answer|no answer/i
/** connect-mongodb-session: `Error finding ID: why`, `Error setting ID to {the whole session}: why`. */
const MONGODB_SESSION_SETTING = /^Error setting .*\}: /s
const MONGODB_SESSION_ID = /^Error (?:finding|destroying) \S+: /

/** Kind of a failure that express-session or the shop passed on; null when it is a defect of the shop and not of a store. */
export function storeFailureKind(error: unknown): StoreFailureKind | null {
  if (error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError) return null
  const message = describeError(error)
  if (UNREACHABLE.test(message)) return 'unreachable'
  if (SILENT.test(message)) return 'silent'
  return error instanceof ProblemError && error.problem.code === 'internal' ? null : 'failed'
}

/** Why a store's call failed: the store's own words, at most 300 characters, without session id, session data or credentials. */
export function describeStoreFailure(error: unknown): string {
  const reason = error instanceof ProblemError ? error.problem.params.reason : undefined
  if (typeof reason === 'string') return redactAll(reason).slice(0, 300)
  return describeError(error).replace(MONGODB_SESSION_SETTING, '').replace(MONGODB_SESSION_ID, '').slice(0, 300)
}

/** The same as a reason: with its code where the failure is one of our own wording. */
export function whyStoreFailed(error: unknown): Why {
  const message = describeStoreFailure(error)
  return error instanceof ProblemError && error.problem.params.why !== undefined ? { ...redactAll(whyOf(error.problem)), message } : said(message)
}
