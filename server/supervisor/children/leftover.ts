/** What a child process had started, when that process is gone: it sees so and ends, unless it is frozen. */
import { setTimeout as delay } from 'node:timers/promises'
import { CHILDREN } from '../../config.js'
import { isAlive } from '../../process-alive.mjs'

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
