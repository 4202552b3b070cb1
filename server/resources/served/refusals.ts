/** Why a source of a served resource does not serve, or a server does not answer: a code with words on the page, and a sentence for scripts. */
import { codeOf } from '../../own-files.js'
import { said, type Why, type WhyCode, why } from '../../protocol/why.js'
import { describeError } from '../../redact.js'
import { LateError } from '../../within.js'
import type { Found, Refused } from '../sources.js'
import type { ServedDatabase } from './database.js'
import type { ServedFacts } from './facts.js'

const WORDS_CHARACTERS = 300

/** What was said elsewhere, on one line and without credentials. */
export function wordsOf(error: unknown): string {
  return describeError(error).replace(/\s+/g, ' ').trim().slice(0, WORDS_CHARACTERS)
}

/**
 * @param place host and port, as they may be shown
 * @param waitedMs how long an answer was waited for
 */
export function whyNoAnswer(error: unknown, { label }: ServedFacts, { refusal }: ServedDatabase, place: string, waitedMs: number): Why {
  const code = codeOf(error)
  if (code === 'ECONNREFUSED') return why('served-nothing-listens', { place }, `Nothing listens on ${place}.`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return why('served-host-not-found', {}, 'Its host name has no address. Check its spelling, and the network.')
  const kind = error instanceof LateError || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? 'late' : refusal(error)
  switch (kind) {
    case 'late':
      return why('served-no-answer', { ms: waitedMs }, `Nobody answered within ${waitedMs} ms.`)
    case 'auth':
      return why('served-auth', { label }, `A ${label} is there, but it refuses the user name or the password, or wants some.`)
    case 'protocol':
      return why('served-protocol', { label }, `Something listens there, but it does not speak as a ${label} does.`)
    case 'rights': {
      const words = wordsOf(error)
      return why('served-no-rights', { label, words }, `A ${label} is there, but this user may not do what the shop does: ${words}`)
    }
    default:
      return said(wordsOf(error))
  }
}

/** A source that does not serve. */
export function refused({ code, message, params }: Why, outcome: Refused['outcome'] = 'failed'): Refused {
  return { outcome, code, reason: message, params: texts(params) }
}

/** A source that serves. */
export function found<C extends WhyCode>(code: C, params: Parameters<typeof why<C>>[1], reason: string): Required<Found> {
  return { code, reason, params: texts(params) }
}

function texts(params: Why['params']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
}
