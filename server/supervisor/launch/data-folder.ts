/** The folder of one launch, keyed by the shop's port so that two launches never share one. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SETTINGS } from '../../config.js'
import { closeToOthers, codeOf, FILE_MODE, tryFolder } from '../../own-files.js'
import { projectRoot } from '../../paths.js'
import { keepSecret, readSecret, type SessionSecret } from './session-secret.js'

export interface DataFolder {
  readonly path: string
  /** Why the wanted folder cannot be used, as the system's code, when a temporary one stands in for it; else null. */
  readonly problem: string | null
  readonly secret: SessionSecret
  /** Leaves the token where scripts of this account find it. */
  keepToken(token: string): void
  /** Leaves a page beside it that leads to `url`, and answers with its path: an address in a command line can be read by every account. */
  keepWayIn(url: string): string
  /** Removes token and way in, and the folder if it is a temporary one. */
  close(): void
}

/** Neither the data folder nor a temporary one can be used. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
  readonly wanted: string
  readonly problem: string
  readonly temporary: string

  constructor(wanted: string, problem: string, temporary: string) {
    super(`${wanted}: ${problem}`)
    this.wanted = wanted
    this.problem = problem
    this.temporary = temporary
  }
}

/**
 * Opens the folder, and takes over one of an earlier version: what others might read there is closed to them.
 *
 * @throws DataFolderError
 */
export function openDataFolder(base: string, shopPort: number): DataFolder {
  const wanted = join(base, String(shopPort))
  const isNew = !existsSync(wanted)
  const error = tryFolder(wanted)
  const problem = error === null ? null : codeOf(error)
  const path = problem === null ? wanted : temporary(wanted, problem)
  if (problem === null) closeToOthers(wanted)
  // What somebody else named may hold other things as well; how open it is was their choice.
  if (problem === null && base === join(projectRoot, SETTINGS.dataFolder)) closeToOthers(base)
  // A disk that is full or read-only today is no reason to lock everybody out.
  const readOnly = problem === null ? null : readSecret(wanted).values
  const secret: SessionSecret =
    readOnly === null ? keepSecret(path, isNew || problem !== null) : { values: readOnly, path: join(wanted, 'session-secret'), origin: 'kept' }
  const tokenPath = join(path, 'token')
  const wayInPath = join(path, 'open.html')
  const keep = (file: string, text: string) => {
    // A file that is there keeps its mode, so an old one goes first.
    rmSync(file, { force: true })
    writeFileSync(file, text, { mode: FILE_MODE })
  }
  return {
    path,
    problem,
    secret,
    keepToken: (token) => keep(tokenPath, `${token}\n`),
    keepWayIn(url) {
      keep(wayInPath, `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><meta http-equiv="refresh" content="0;url=${url}">\n`)
      return wayInPath
    },
    close() {
      for (const file of [tokenPath, wayInPath]) rmSync(file, { force: true })
      if (problem !== null) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function temporary(wanted: string, problem: string): string {
  try {
    const path = mkdtempSync(join(tmpdir(), 'sessionscope-'))
    const error = tryFolder(path)
    if (error === null) return path
    rmSync(path, { recursive: true, force: true })
  } catch {
    // Told below, with the reason that matters more.
  }
  throw new DataFolderError(wanted, problem, tmpdir())
}
