/** The sandbox's own folders and files: nobody but their owner reads them, and whether they can be used is known before anything is put there. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Modes for their owner only; Windows knows none, and its home folders are private already. */
const FOLDER_MODE = 0o700
export const FILE_MODE = 0o600
/** For processes whose files are written by packages that choose the modes themselves. */
export const OWNER_ONLY_UMASK = 0o077

/** Why a folder cannot be used, by the code of the system. */
export const WRITE_FAILURES = Object.freeze({
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'that disk is full',
  EDQUOT: "this user's share of that disk is used up",
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'a file stands where a folder should be',
  ENOENT: 'no folder can be made there',
  ENAMETOOLONG: 'that path is too long',
  ELOOP: 'links there lead round in a circle',
})

function isKnown(code: string): code is keyof typeof WRITE_FAILURES {
  return Object.hasOwn(WRITE_FAILURES, code)
}

/** The system's code of a failure, such as `EROFS`; for anything else its text. */
export function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}

/** Why a write failed, in words for the middle of a sentence, from a table of words by code. */
export function explainWriteFailure(error: unknown, words: Readonly<Record<keyof typeof WRITE_FAILURES, string>> = WRITE_FAILURES): string {
  const code = codeOf(error)
  if (isKnown(code)) return words[code]
  return error instanceof Error ? error.message : code
}

/**
 * Makes a folder and those above it, each for its owner only; what is there stays as it is. Not `recursive: true`: where the system
 * says ENOENT for a name below a folder that exists, as /proc does, Node.js tries the two in turn for ever and answers to no signal.
 *
 * @throws the system's error
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: FOLDER_MODE })
  } catch (error) {
    // Another process may have made it meanwhile.
    if (isFolder(path)) return
    // What lies below a file is refused with ENOTDIR or, by newer Node.js, found to be nothing; so is the file itself.
    throw codeOf(error) === 'EEXIST' ? Object.assign(new Error(`${path} is a file, not a folder`), { code: 'ENOTDIR', path }) : error
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/**
 * Makes the folder, and writes and removes a file of 4 kB in it (a full disk still makes empty ones).
 *
 * @returns null when that worked; otherwise the error
 */
export function tryFolder(folder: string): unknown {
  const trial = join(folder, `.writable-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(trial, Buffer.alloc(4096, 32), { mode: FILE_MODE })
    // A process of another container may have the same ID, and this folder as well.
    rmSync(trial, { force: true })
    return null
  } catch (error) {
    removeQuietly(trial)
    return error
  }
}

/** As {@link tryFolder}, but says why in words. */
export function whyNotWritable(folder: string): string | null {
  const error = tryFolder(folder)
  return error === null ? null : explainWriteFailure(error)
}

/** Takes group and others out of the modes of a folder and of all that is in it. Links are left alone, and so is what is not ours to change. */
export function closeToOthers(path: string): void {
  try {
    const found = lstatSync(path)
    if (!found.isDirectory() && !found.isFile()) return
    if ((found.mode & OWNER_ONLY_UMASK) !== 0) chmodSync(path, found.mode & FOLDER_MODE)
    if (found.isDirectory()) for (const name of readdirSync(path)) closeToOthers(join(path, name))
  } catch {
    // It belongs to somebody else, or is gone: then there is nothing that we could do about it.
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
