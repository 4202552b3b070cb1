import { codeOf } from '../own-files.js'
import { type Why, type WhyCode, why } from '../protocol/why.js'
import { explainByDefault } from './default-explain.js'
import { StoreCallError } from './store-call-error.js'

const WHYS: Readonly<Record<string, readonly [code: Extract<WhyCode, `files-${string}`>, message: string]>> = {
  EACCES: ['files-denied', 'this user may not write to the folder of the sessions. Give the user that right.'],
  EPERM: ['files-denied', 'this user may not write to the folder of the sessions. Give the user that right.'],
  EROFS: ['files-read-only', 'the disk with the folder of the sessions is read-only. Make it writable.'],
  ENOSPC: ['files-full', 'the disk with the folder of the sessions is full. Make room there.'],
  EDQUOT: ['files-full', 'the disk with the folder of the sessions is full. Make room there.'],
  ENOENT: ['files-gone', 'the folder of the sessions cannot be used any more: it was removed. Restart the server, which makes it again.'],
  ENOTDIR: ['files-gone', 'the folder of the sessions cannot be used any more: something else stands in its place. Restart the server, which makes it again.'],
}

/**
 * A failure of a store that keeps files: what the system says holds the whole path, and often the session's id in it.
 *
 * @param label proper name of the store
 */
export function explainFiles(label: string, error: unknown): StoreCallError {
  const known = whyOfFiles(error)
  return known === null ? explainByDefault(label, error) : new StoreCallError(label, known)
}

function whyOfFiles(error: unknown): Why | null {
  const [code, message] = WHYS[codeOf(error)] ?? []
  return code === undefined || message === undefined ? null : why(code, {}, message)
}
