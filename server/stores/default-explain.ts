import { describeError } from '../redact.js'
import { StoreCallError } from './store-call-error.js'
import { LateCallError } from './store-calls.js'

const MAX_LENGTH = 300
/** Longer than any word: a session ID, a token. */
const LONG_NAME = /[\w-]{24,}/g

/**
 * Why a store failed, in its own words as far as they can be shown: packages put session IDs and whole sessions into their messages, so what looks like an
 * object ends the text, and what is too long for a word is left out.
 */
export function reasonOf(error: unknown): string {
  const [before = ''] = describeError(error).split(/[{[]/, 1)
  const words = before.replace(LONG_NAME, '…').trim().slice(0, MAX_LENGTH)
  return words === '' ? 'it reported an error without saying which.' : words
}

/** @param label proper name of the store */
export function explainByDefault(label: string, error: unknown): StoreCallError {
  if (error instanceof StoreCallError) return error
  return new StoreCallError(label, error instanceof LateCallError ? error.why : reasonOf(error))
}
