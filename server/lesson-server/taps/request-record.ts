/** A finished request, as the timeline will tell it. */
import { agentName } from '../../agent-name.js'
import { judgeCookieHeader } from '../../cookies/session-cookie.js'
import type { InstanceId } from '../../protocol/instances.js'
import type { SigningSecret } from '../../protocol/ipc.js'
import type { Problem } from '../../protocol/problem.js'
import type { CookieVerdict, RequestRecord, ShopMistake } from '../../protocol/requests.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import { asParams, type Why, why } from '../../protocol/why.js'
import { mistakeOf } from '../shop-mistake.js'
import { type RequestInProgress, sessionDataOf, sessionJson } from './request-in-progress.js'

/** What a record needs to know beside the request itself. */
export interface RecordContext {
  readonly instance: InstanceId
  readonly boot: number
  readonly secrets: readonly SigningSecret[]
  /** Store and options for a request that never reached an app. */
  readonly fallback: { readonly kind: string; readonly options: SessionOptions }
  /** Session data before and after are wanted. */
  readonly withData: boolean
}

const MAX_PATH = 200

/** The record of a request that ended, one way or the other. */
export function recordOf(request: RequestInProgress, { instance, boot, secrets, fallback, withData }: RecordContext): RequestRecord {
  const { req, res, operations } = request
  const { kind, options } = request.app ?? fallback
  const { isAnswered } = request
  const cookieIn = verdictOf(request, options.name, secrets)
  // The shop may have taken it off the request.
  const sessionId = typeof req.sessionID === 'string' ? req.sessionID : request.loadedSessionId
  const location = res.getHeader('location')
  const end = request.closedAt ?? performance.now()
  const outcome = !isAnswered ? 'aborted' : res.statusCode >= 500 ? 'failed' : 'answered'
  // Also where the answer never ended: that may be what came of it.
  const mistake = outcome === 'answered' ? null : mistakeOf(res)
  const problem = problemOf(request, outcome, mistake)
  const form = withData ? (request.form?.form ?? null) : null
  return {
    id: request.id,
    actor: request.actor,
    ...(request.actor === 'other' && { agent: agentName(req.headers['user-agent']) }),
    instance,
    boot,
    store: kind,
    at: request.at,
    method: req.method ?? 'GET',
    // A router that is mounted at a path takes that path off `url`.
    path: (req.originalUrl ?? req.url ?? '/').slice(0, MAX_PATH),
    ...(form !== null && { form }),
    cookieIn,
    decisions: request.decisions?.decisions ?? [],
    operations,
    sessionId,
    sessionIsNew: sessionId !== null && sessionId !== goodId(cookieIn),
    before: withData ? sessionDataOf(request.loadedJson) : null,
    after: withData && req.session ? sessionDataOf(sessionJson(req.session)) : null,
    status: isAnswered ? res.statusCode : null,
    ...(request.seen !== null && { seen: request.seen }),
    setCookie: headerLines(res.getHeader('set-cookie')),
    ...(typeof location === 'string' && { location }),
    headersMs: request.headersAt === null ? null : request.headersAt - request.begunAt,
    durationMs: end - request.begunAt,
    outcome,
    ...(request.crossed !== null && { crossed: request.crossed }),
    ...(problem !== null && { problem }),
    ...(mistake !== null && { mistake }),
    options,
    ...(request.app !== null && { shop: request.app.shop }),
  }
}

/** What the session middleware would have made of it, where it never looked. */
function verdictOf({ req, decisions }: RequestInProgress, name: string, secrets: readonly SigningSecret[]): CookieVerdict {
  return decisions?.verdict ?? judgeCookieHeader(req.headers.cookie, name, secrets)
}

function goodId(verdict: CookieVerdict): string | null {
  return verdict.kind === 'good' ? verdict.sessionId : null
}

function problemOf(request: RequestInProgress, outcome: RequestRecord['outcome'], mistake: ShopMistake | null): Why | null {
  if (outcome === 'aborted') return why('client-left', {}, 'The client went away before the answer was complete.')
  if (outcome === 'failed') return mistake ? mistakeWhy(mistake) : failureOf(request)
  const unsaved = request.lateFailure
  return unsaved && why('answered-not-saved', withReason(unsaved), `Answered, but not saved: ${unsaved.message}`)
}

function mistakeWhy({ message, place }: ShopMistake): Why {
  const words = `${message}${place ? ` (${place.file}:${place.line})` : ''}`
  return why('shop-threw', { words }, `The shop's own code threw ${words}`)
}

function failureOf({ operations, res }: RequestInProgress): Why {
  const failure = operations.find(({ error }) => error !== undefined)?.error
  if (failure) return why('store-call-failed', withReason(failure), `The session store failed: ${failure.message}`)
  return why('shop-said-no', { status: res.statusCode }, `The shop answered with status ${res.statusCode}.`)
}

/** A reason inside another one. */
function withReason(inner: Why): Problem['params'] & { readonly reason: string } {
  return { ...asParams(inner), reason: inner.message }
}

function headerLines(header: number | string | readonly string[] | undefined): readonly string[] {
  if (header === undefined) return []
  return Array.isArray(header) ? header : [String(header)]
}
