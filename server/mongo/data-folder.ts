/** Can a folder hold a database's files? Asked before a server is started in it, so that the answer is in words. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'that disk is full',
  EDQUOT: "this user's share of that disk is used up",
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'a file stands where a folder should be',
}

/** Why a write failed, in words for the middle of a sentence. */
export function explainWriteFailure(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return WHY[code] ?? (error instanceof Error ? error.message : String(error))
}

/**
 * Makes the folder, and writes and removes a file of 4 kB in it (a full disk still makes empty ones).
 *
 * @returns null when that worked; otherwise why not
 */
export function whyNotWritable(folder: string): string | null {
  const trial = join(folder, `.writable-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(trial, Buffer.alloc(4096, 32))
    rmSync(trial)
    return null
  } catch (error) {
    removeQuietly(trial)
    return explainWriteFailure(error)
  }
}

/** What a full disk left of the trial; where there is not even a folder there is nothing to remove. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The reason that is told is the one before.
  }
}
