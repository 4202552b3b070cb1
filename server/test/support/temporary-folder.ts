import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEndOfFile } from './end-of-file.js'

const folders: string[] = []

// What uses a folder has ended by then: it asked for that later.
atEndOfFile(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** A folder that goes when the test file ends, with all that is in it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-test-'))
  folders.push(folder)
  return folder
}
