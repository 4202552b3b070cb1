/** Temporary folders that bear the ID of the process that made them, so that the next one finds those of processes that were killed, and removes them. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../process-alive.mjs'

/**
 * Makes one, closed to others.
 *
 * @param prefix that begins the names of ours; a hyphen is its end
 * @param owner user ID of those who would have been left; left out: this process's own
 * @throws the system's error
 */
export function temporaryFolder(prefix: string, owner: number | undefined = process.getuid?.()): string {
  removeLeftovers(prefix, owner)
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
}

function removeLeftovers(prefix: string, owner: number | undefined): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const pid = Number(/^(\d+)-/.exec(name.slice(prefix.length))?.[1])
    if (!(pid > 0) || isAlive(pid)) continue
    const path = join(tmpdir(), name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    // Anybody may make a folder of that name there, or a link.
    if (found?.isDirectory() !== true || (owner !== undefined && found.uid !== owner)) continue
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // Another process removes it too, or it is in use: then it goes the next time.
    }
  }
}
