/** What a process of ours had started, when that process is gone: it sees so and ends, unless it is frozen. */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { CHILDREN } from '../../config.js'

const LOOK_MS = 25

/**
 * Asks it to end, then makes it, and waits until it has.
 *
 * @param pid null: there was none
 * @returns within 2 × CHILDREN.killAfterMs, whatever happens; never throws
 */
export async function endLeftover(pid: number | null): Promise<void> {
  if (pid === null) return
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!isAlive(pid)) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (const until = performance.now() + CHILDREN.killAfterMs; performance.now() < until && isAlive(pid); ) await delay(LOOK_MS)
  }
}

/** One that has ended, and that nobody has asked for its exit code yet, is not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
