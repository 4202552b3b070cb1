/** How this process ends. The parent reads stderr, so the last line must have left before the process has. */
import { writeSync } from 'node:fs'
import { describeError } from '../redact.js'

const STDERR = 2

/** On an error that nobody handled: one redacted line on stderr and exit code 1. The supervisor starts another. */
export function exitOnUnhandledErrors(): void {
  const end = (thrown: unknown): void => {
    try {
      writeSync(STDERR, `The lesson server ends on an error that nobody handled: ${firstLine(describeError(thrown))}${where(thrown)}\n`)
    } catch {
      // Nobody listens any more.
    }
    process.exit(1)
  }
  process.on('uncaughtException', end)
  process.on('unhandledRejection', end)
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300)
}

/** The first frame of the stack that is a file: where to look. */
function where(thrown: unknown): string {
  const frame = thrown instanceof Error ? /^\s+at .*$/m.exec(thrown.stack ?? '')?.[0].trim() : undefined
  return frame ? ` (${frame.slice(0, 200)})` : ''
}
