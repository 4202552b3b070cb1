/**
 * A bound in time for regular expressions. V8 backtracks as PCRE does, so `^(a+)+$` over thirty letters and another one takes minutes;
 * PCRE gives up after ten million steps, V8 never. Only the watchdog of node:vm can interrupt it, and that costs about 0.1 ms:
 * whoever has many texts to look at does so in stretches.
 */
import { createContext, Script } from 'node:vm'
import { BSONRegExp } from 'mongodb'
import { EMBEDDED } from '../../config.js'
import { CommandError } from './command-error.js'
import { isDoc, type Value } from './values.js'

const room: { work: () => void } = createContext({ work: () => {} }) as { work: () => void }
const script = new Script('work()')
let isWatched = false

/**
 * Runs work that matches regular expressions, and must leave nothing half done behind when it is interrupted.
 *
 * MongoDB takes a text on which PCRE gave up as one that does not match in a filter, and fails in an expression. Steps are the same
 * at every run and milliseconds are not, so here both fail: nothing is found or missed for being slow.
 *
 * @param where the operator, for the message
 * @throws CommandError 51156, MongoDB's for a match that took too long
 */
export function withinBound<T>(work: () => T, where = '$regex', ms: number = EMBEDDED.regexMs): T {
  if (isWatched) return work()
  let result: { readonly value: T } | null = null
  isWatched = true
  room.work = () => {
    result = { value: work() }
  }
  try {
    script.runInContext(room, { timeout: ms, displayErrors: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    // -8 is PCRE_ERROR_MATCHLIMIT.
    throw new CommandError(51156, `Error occurred while executing the regular expression in ${where}. Result code: -8`)
  } finally {
    isWatched = false
  }
  return (result as unknown as { readonly value: T }).value
}

/** What a compiled pattern is asked. */
export type Pattern = Pick<RegExp, 'test' | 'exec'>

/** A pattern longer than this may be slow without anything to try twice. */
const SHORT = 100

/** The regular expression, bounded unless there is nothing in it that could be tried in more than one way. */
export function bounded(regex: RegExp, where?: string): Pattern {
  if (regex.source.length <= SHORT && !/[*+?{|]/.test(regex.source)) return regex
  return {
    test: (text) => withinBound(() => regex.test(text), where),
    exec: (text) => withinBound(() => regex.exec(text), where),
  }
}

/** The first operator of a query or an expression that matches regular expressions; null when there is none. */
export function regexOperatorIn(value: Value): string | null {
  if (value instanceof BSONRegExp) return '$regex'
  if (isDoc(value)) {
    for (const [name, inner] of value) {
      const found = name.startsWith('$regex') ? name : regexOperatorIn(inner)
      if (found !== null) return found
    }
  }
  for (const inner of Array.isArray(value) ? value : []) {
    const found = regexOperatorIn(inner)
    if (found !== null) return found
  }
  return null
}
