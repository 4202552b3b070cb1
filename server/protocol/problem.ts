/**
 * Everything that can go wrong in a way that a person should hear about.
 *
 * A problem crosses processes and sockets as plain data. The dashboard words it
 * in the reader's language by `code` and `params`; `message` is the English
 * sentence that scripts and terminals show. Where a reason, which is English, has
 * a code, it is the param `why`, and the reason is worded by it.
 */
export type ProblemCode =
  /** A command that the schema does not know, or whose fields do not fit. params: detail */
  | 'bad-command'
  /** The launch token is missing or wrong. */
  | 'bad-token'
  /** Sent by a page of another site. */
  | 'bad-origin'
  /** params: what */
  | 'not-found'
  /** Something of the same kind is already under way. params: what */
  | 'busy'
  /** A limit of the sandbox. params: what, limit */
  | 'limit-reached'
  /** The lesson server, or the server of a side of a comparison, is not running just now. params: state; why, reason of a side that died */
  | 'server-away'
  /** No store of this kind. params: store */
  | 'unknown-store'
  /** No shop of this name. params: shop */
  | 'unknown-shop'
  /** The store did not answer, so the switch was refused. params: store, reason; why */
  | 'store-unreachable'
  /** The wire, over which this store is reached, is cut or frozen because somebody asked for it; so the switch was refused. params: store */
  | 'wire-in-the-way'
  /** The store in use did not answer, because somebody has taken it or the wire to it away. params: store, what (the fault) */
  | 'store-held-up'
  /** What was forgotten cannot be brought back. params: reason (`undo-late`, `undo-other-store`, `undo-taken`) */
  | 'cannot-undo'
  /** The database of a store was there before and may hold somebody's data: whoever asks has to say that it may be used. params: store, place */
  | 'ask-first'
  /** Requests under way did not finish in time; the switch was called off. params: waitedMs */
  | 'switch-aborted'
  /** A database address that cannot be used. params: reason; why */
  | 'bad-mongodb-uri'
  /** params: reason; why */
  | 'download-failed'
  /** A package that a store or what it needs is made of is not installed. params: package, command; set, bytes where it can be installed on demand */
  | 'package-missing'
  /** Packages could not be installed. params: set, reason; why */
  | 'install-failed'
  /** The machine is short of memory. params: freeBytes, neededBytes */
  | 'out-of-machine-memory'
  /** The lesson server's heap has no room for the sessions that were to be carried into it. params: sessions, neededMb, freeMb, limitMb */
  | 'out-of-heap'
  /** The proxy's HTTPS address could not be opened. params: reason; why */
  | 'https-failed'
  /** The page shows a moment of the past, in which nothing can be done. The page's own: no command is answered with it. */
  | 'in-the-past'
  /** What the reader looks at is a recording, and no sandbox stands behind it. Said by the page itself. */
  | 'in-a-recording'
  /** A link with a trace that cannot be read. params: reason (`no-link`, `link-too-long`, `link-version`, `link-cut-off`, `link-too-large`, `link-content`), detail (of the last) */
  | 'bad-link'
  /** A name or an item that cannot be used. params: reason */
  | 'bad-input'
  /** A defect of the sandbox. params: detail */
  | 'internal'

/** What happened, why, and what to do next. Never holds a credential: every text went through the redactor. */
export interface Problem {
  readonly code: ProblemCode
  /** English, complete: what happened, why, what to do. */
  readonly message: string
  readonly params: Readonly<Record<string, string | number>>
}

/** The answer to a command or an IPC call: errors are data, so that they survive every wire. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/** An Error that carries a {@link Problem} inside one process; at a process or socket boundary it becomes a {@link Result}. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(code: ProblemCode, message: string, params: Problem['params'] = {}) {
    super(message)
    this.problem = { code, message, params }
  }
}

/** Wraps a value as a successful {@link Result}. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value }
}

/**
 * What whatever was thrown is as a problem.
 * A plain Error is a defect of the sandbox (`internal`); its text is kept, so redact it first where it may hold a credential.
 */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: 'internal',
    message: `Something went wrong inside Sessionscope (${detail}). Try again; if it comes back, please report it.`,
    params: { detail },
  }
}

/** Turns whatever was thrown into a failed {@link Result}, as {@link problemOf} words it. */
export function failed(thrown: unknown): Result<never> {
  return { ok: false, problem: problemOf(thrown) }
}

/** A problem that came as data, to be thrown on. */
export function errorOf({ code, message, params }: Problem): ProblemError {
  return new ProblemError(code, message, params)
}

/** The value of a {@link Result}. @throws ProblemError when it holds a problem */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw errorOf(result.problem)
}
