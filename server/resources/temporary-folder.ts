/** Temporary folders that bear the mark of the process that made them, so that the next one finds those of processes that were killed, and removes them. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasEnded, processMark } from '../process-alive.mjs'

/**
 * Makes one, closed to others.
 *
 * @param prefix that begins the names of the sandbox's own; a hyphen is its end
 * @param owner user ID of those who would have been left; left out: this process's own
 * @throws the system's error
 */
export function temporaryFolder(prefix: string, owner: number | undefined = process.getuid?.()): string {
  removeLeftovers(prefix, owner)
  return mkdtempSync(join(tmpdir(), `${prefix}${processMark()}-`))
}

function removeLeftovers(prefix: string, owner: number | undefined): void {
  for (const name of namesIn(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    // One of another container, which may share the folder, is in use as far as we can tell.
    const mark = /^(\w+-\d+)-/.exec(name.slice(prefix.length))?.[1]
    if (mark === undefined || hasEnded(mark) !== true) continue
    const path = join(tmpdir(), name)
    try {
      const found = lstatSync(path)
      // Anybody may make a folder of that name there, or a link.
      if (found.isDirectory() && (owner === undefined || found.uid === owner)) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // Another process removes it too, or it is in use: then it goes the next time.
    }
  }
}

/** None where it can be written to and not read: what was left stays, and a new one can be made all the same. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
