/**
 * The secrets that sign the shop's cookies, kept with the data of the launch: sessions in MongoDB outlive a launch, and a cookie
 * whose signature no longer fits would lock everybody out of them. One a line; the first signs, all of them verify. What was added or dropped is
 * kept as well: an added one would lock out those whose cookies it signed, and a dropped one would let in those who were meant to be out.
 */
import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, FILE_MODE } from '../../own-files.js'

export interface SessionSecret {
  /** First signs, all verify. */
  readonly values: readonly [string, ...string[]]
  readonly path: string
  /**
   * - `kept`: of an earlier launch;
   * - `first`: there was no data folder before;
   * - `missing`: there was a folder, and no secret in it (an earlier version made one for each launch);
   * - `damaged`: what stood there is no secret;
   * - `not-kept`: the new one cannot be written, so that it is good for this launch only.
   */
  readonly origin: 'kept' | 'first' | 'missing' | 'damaged' | 'not-kept'
}

const BYTES = 32
const FORM = /^[\w-]{43}(?:\n[\w-]{43})*\n?$/

/** Where the secret of a launch's folder is. */
function secretPath(folder: string): string {
  return join(folder, 'session-secret')
}

/** Reads the secret, or makes one. Two launches that do so at once get the same. @param isNewFolder nothing was stored here before */
export function keepSecret(folder: string, isNewFolder: boolean): SessionSecret {
  const path = secretPath(folder)
  const found = readSecret(folder)
  if (found.values !== null) return { values: found.values, path, origin: 'kept' }
  const value = newSecret()
  const values = [value] as const
  try {
    if (found.isThere) unlinkSync(path)
    const origin = found.isThere ? 'damaged' : isNewFolder ? 'first' : 'missing'
    if (create(path, `${value}\n`)) return { values, path, origin }
    const others = readSecret(folder).values
    return others === null ? { values, path, origin: 'not-kept' } : { values: others, path, origin }
  } catch {
    return { values, path, origin: 'not-kept' }
  }
}

/** A value that nobody can guess. */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url')
}

/** Puts others in the place of those that are kept, all at once. @throws Error they cannot be written, and the file is as it was */
export function replaceSecrets(path: string, values: readonly string[]): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, values.map((value) => `${value}\n`).join(''), { mode: FILE_MODE, flag: 'wx', flush: true })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** @returns values: null when there are none, or what is there is none */
export function readSecret(folder: string): { readonly values: SessionSecret['values'] | null; readonly isThere: boolean } {
  const path = secretPath(folder)
  try {
    // Anything but a file (a pipe, a device) might never stop answering.
    const text = lstatSync(path).isFile() ? readFileSync(path, 'utf8') : ''
    const [first = '', ...older] = text.trimEnd().split('\n')
    const isWhole = FORM.test(text) && new Set([first, ...older]).size === older.length + 1
    return { values: isWhole ? [first, ...older] : null, isThere: true }
  } catch (error) {
    return { values: null, isThere: codeOf(error) !== 'ENOENT' }
  }
}

/** Makes the file at once with all that is in it, or not at all. @returns false when another process was faster */
function create(path: string, text: string): boolean {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, text, { mode: FILE_MODE, flag: 'wx', flush: true })
    linkSync(draft, path)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return false
    // Not every file system has links.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error
    renameSync(draft, path)
    return true
  } finally {
    rmSync(draft, { force: true })
  }
}
