import type { Problem } from './problem.js'

/**
 * Why something is down or failed, worded like a {@link Problem}: the page by `code` and `params`, scripts and terminals by `message`.
 * `code` is one of {@link WHYS}, one of what a MongoDB can be found to be (`mongo.attempts` has the same codes), or the code of a problem.
 */
export interface Why {
  readonly code: string
  /** English, complete, redacted. */
  readonly message: string
  readonly params: Problem['params']
}

/** The codes of reasons, each with the params that its words name. */
export const WHYS = {
  /** What a package, a driver or another program said, in its own words, is all that is known. */
  said: ['words'],
  'no-ping': ['ms'],
  /** A call of a store. */
  'no-answer-within': ['ms'],
  'lost-connection': [],
  /** Somebody had every nth call fail. */
  'wire-failed': ['every'],
  /** Somebody has cut the wire to the store. */
  'wire-cut': [],
  /** Somebody has frozen it, or has frozen or stopped the store. */
  'wire-frozen': [],
  'store-frozen': [],
  'store-stopped': [],
  /** A store, or what it needs, cannot be reached. */
  away: [],
  /** Too many requests wait for a switch to end. */
  'gate-full': [],
  /** What a store needs has not been found, or it has not been opened. */
  'not-found-yet': [],
  'open-late': ['ms'],
  /** A MongoDB that the sandbox runs, `program` being its source, ended and is started again. `how` and `detail`: {@link Ending} */
  'owned-ended': ['program', 'how'],
  /** It did so `deaths` times within `seconds`, and is tried at longer intervals. */
  'owned-keeps-ending': ['program', 'deaths', 'seconds', 'how', 'everySeconds'],
  'database-silent': [],
  'database-ended': [],
  'database-ended-saying': ['words'],
  /** Why a store cannot be used: what it needs is being looked for. */
  'still-looked-for': [],
  'none-serves': [],
  'no-mark': ['collection'],
  /** Why a person is asked before the first write, or what that would be. */
  'only-own-part': [],
  'foreign-documents': ['collection'],
  /** The folder in which a store keeps its files. */
  'files-denied': [],
  'files-read-only': [],
  'files-full': [],
  'files-gone': [],
  /** Of a store that serves from memory and copies that to a file. */
  'save-failed': ['file', 'systemCode'],
  /** The one file of a store. */
  'sqlite-locked': ['file'],
  'sqlite-damaged': ['file'],
  'sqlite-cannot-open': ['file'],
  'sqlite-disk': ['file'],
  'sqlite-gone': [],
  /** A store reads all of its file into the heap. */
  'file-too-large': ['file', 'fileMb'],
  /** Of one session, in a store whose server takes no larger ones. */
  'value-too-large': ['megabytes'],
  /** Why a download failed. */
  'no-folder': [],
  stalled: ['seconds'],
  'process-ended': [],
  'download-offline': ['systemCode'],
  'download-refused': ['status'],
  'download-not-trusted': ['systemCode'],
  'download-damaged': [],
  /** Why there is no HTTPS. `date`: what the clock says; `detail`: the system's code, or nothing */
  'clock-wrong': ['date'],
  'no-port': ['detail'],
  'no-proxy': [],
  'keys-slow': [],
  /** What became of one request of the shop (`RequestRecord.problem`). The first two: who refused it, the proxy for its Cookie header, the server for all of its headers */
  'cookies-too-large': ['bytes', 'limit'],
  'headers-too-large': ['bytes', 'limit'],
  'client-left': [],
  'shop-threw': ['words'],
  'shop-said-no': ['status'],
  'store-call-failed': ['reason'],
  'answered-not-saved': ['reason'],
  'shop-starting': [],
  'shop-cut-off': [],
  'shop-late': [],
  'shop-late-store': [],
  'shop-late-memory': [],
  /** Why packages could not be installed. `npmCode`: the code that npm or the system gave. */
  offline: [],
  'registry-refused': ['npmCode'],
  'not-trusted': ['npmCode'],
  damaged: ['npmCode'],
  'disk-full': [],
  'not-writable': [],
  'no-npm': [],
  'installer-ended': ['how'],
  'downloader-ended': ['how'],
  /** A comparison of stores: the process with the store ended, or went on for longer than it may. */
  'trial-ended': ['how'],
  'trial-late': ['seconds'],
  /** The sources of a served resource (server/resources/served/), and what becomes of it. `label`: a proper name */
  'served-not-set': ['variable'],
  'served-given': ['variable'],
  'served-answers': ['place'],
  'served-malformed': ['variable', 'form'],
  'served-of-another': ['variable', 'label'],
  'served-nothing-listens': ['place'],
  'served-host-not-found': [],
  'served-no-answer': ['ms'],
  'served-auth': ['label'],
  'served-protocol': ['label'],
  'served-no-rights': ['label', 'words'],
  'served-only-own': [],
  'served-no-program': ['programs'],
  'served-runs': ['path'],
  'served-runs-apart': ['path', 'account', 'folder'],
  'served-refuses-root': ['path'],
  'served-program-failed': ['path', 'words'],
  'served-folder': ['folder', 'words'],
  'served-embedded-runs': [],
  'served-embedded-in-memory': ['folder'],
  'served-embedded-failed': ['words'],
  'served-no-embedded': ['label'],
  'served-package-missing': ['package'],
  'served-none': ['label'],
  'served-ended': ['label', 'how'],
  'served-keeps-ending': ['label', 'deaths', 'seconds', 'how', 'everySeconds'],
  'served-process-silent': ['label'],
  'served-process-ended': ['label'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type WhyCode = keyof typeof WHYS

export const ENDINGS = ['exit-code', 'signal', 'at-once', 'frozen', 'not-started'] as const

/** How a process ended. `detail`: its exit code, the name of the signal, or what was said instead; empty where there is none. */
export interface Ending {
  readonly how: (typeof ENDINGS)[number]
  readonly detail: string | number
}

/** A reason with a code of its own. @param message the same in English */
export function why<C extends WhyCode>(code: C, params: Readonly<Record<(typeof WHYS)[C][number], string | number>> & Problem['params'], message: string): Why {
  return { code, message, params }
}

/** Foreign words, which no table can hold. @param words without credentials */
export function said(words: string): Why {
  return why('said', { words }, words)
}

/** Why a command or a call failed: the reason within its problem where that has one, else the problem itself. */
export function whyOf(problem: Problem): Why {
  const { why: code, reason, ...params } = problem.params
  if (reason === undefined) return problem
  const message = String(reason)
  return code === undefined ? said(message) : { code: String(code), message, params }
}

/** A reason as the params of a problem that has one: the other way round than {@link whyOf}. */
export function asParams({ code, message, params }: Why): Problem['params'] {
  return { ...params, why: code, reason: message }
}

/** How a process ended, in English. */
export function endingWords({ how, detail }: Ending): string {
  const words = { 'exit-code': `exit code ${detail}`, signal: `signal ${detail}`, 'at-once': 'it ended at once', frozen: 'it did not answer any more' } as const
  return how === 'not-started' ? String(detail) : words[how]
}

/** An ending as Node.js tells of it. */
export function endingOf(code: number | null, signal: string | null): Ending {
  return signal === null ? { how: 'exit-code', detail: code ?? 'unknown' } : { how: 'signal', detail: signal }
}
