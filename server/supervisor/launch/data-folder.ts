/** The folder of one launch, keyed by the shop's port so that two launches never share one. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface DataFolder {
  readonly path: string
  /** Set when the wanted folder cannot be written to, and a temporary one stands in for it. */
  readonly problem: string | null
  /** Leaves the token where scripts of this account find it. */
  keepToken(token: string): void
  /** Removes the token, and the folder if it is a temporary one. */
  close(): void
}

export function openDataFolder(base: string, shopPort: number): DataFolder {
  const { path, problem } = writable(join(base, String(shopPort)))
  const tokenPath = join(path, 'token')
  return {
    path,
    problem,
    keepToken(token) {
      // A file that is there keeps its mode, so an old one goes first.
      rmSync(tokenPath, { force: true })
      writeFileSync(tokenPath, `${token}\n`, { mode: 0o600 })
    },
    close() {
      rmSync(tokenPath, { force: true })
      if (problem !== null) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function writable(wanted: string): { path: string; problem: string | null } {
  try {
    mkdirSync(wanted, { recursive: true })
    const probe = join(wanted, '.probe')
    writeFileSync(probe, '')
    rmSync(probe)
    return { path: wanted, problem: null }
  } catch (error) {
    return { path: mkdtempSync(join(tmpdir(), 'sessionscope-')), problem: (error as NodeJS.ErrnoException).code ?? String(error) }
  }
}
