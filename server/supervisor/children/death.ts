/** Why did a child end, and what were its last words? */

import type { Death } from '../../protocol/instance-state.js'
import { redact } from '../../redact.js'
import type { ChildEnd } from './child.js'

const MAX_WORDS_CHARACTERS = 600

/** Out of memory: V8 says so on stderr and aborts; that is signal SIGABRT, exit code 134, or on Windows a code of its own. */
export function causeOfDeath(end: ChildEnd, endedByWatchdog: boolean): Death['cause'] {
  if (endedByWatchdog) return 'watchdog'
  if (/heap out of memory|Reached heap limit|Ineffective mark-compacts/i.test(end.stderr)) return 'out-of-memory'
  if (end.signal !== null && end.signal !== 'SIGABRT') return 'killed'
  // TerminateProcess, which is what kill() is on Windows, leaves the code 1 and no word.
  if (process.platform === 'win32' && end.code === 1 && end.stderr.trim() === '') return 'killed'
  return 'crashed'
}

/** V8's FATAL ERROR line, else the line that names the error; null when it said neither (warnings are no last words). */
export function lastWords(stderr: string): string | null {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const fatal = lines.filter((line) => line.startsWith('FATAL ERROR'))
  const named = lines.filter((line) => /^(Uncaught )?(\w*Error|\w*Exception)\b( \[\w+\])?:/.test(line))
  const words = fatal.at(-1) ?? named.at(-1)
  return words === undefined ? null : redact(words).slice(0, MAX_WORDS_CHARACTERS)
}
