/** Is a process that runs also alive? It is asked again and again; one that is stopped, or caught in a loop, never answers. */
import { setTimeout as sleep } from 'node:timers/promises'
import { CHILDREN, MONGO } from '../../config.js'
import { LateError, within } from '../../within.js'

export interface Onlooker<Beat> {
  onBeat(beat: Beat): void
  /** It did not answer; called again at each further time. */
  onMissed(): void
  /** It did not answer MONGO.frozenAfterPings times in a row. Called once. */
  onFrozen(): void
}

/**
 * Asks every MONGO.pingIntervalMs, until the first answer with the patience that a start needs.
 *
 * @param ask rejects when the process is gone, which is not this one's business
 * @returns stops asking
 */
export function watchPulse<Beat>(ask: () => Promise<Beat>, { onBeat, onMissed, onFrozen }: Onlooker<Beat>): () => void {
  let isWatching = true
  const watch = async () => {
    let missed = 0
    let patienceMs: number = CHILDREN.startTimeoutMs
    while (isWatching && missed < MONGO.frozenAfterPings) {
      const beat = await within(
        ask().then((its) => ({ is: its })),
        patienceMs,
      ).catch(nullWhenLate)
      if (!isWatching) return
      // One that has not answered yet is still being loaded, which on a busy machine takes its time.
      if (beat !== null) patienceMs = MONGO.pingTimeoutMs
      missed = beat === null ? missed + 1 : 0
      if (beat === null) onMissed()
      else onBeat(beat.is)
      if (missed === 0) await sleep(MONGO.pingIntervalMs, undefined, { ref: false })
    }
    if (isWatching) onFrozen()
  }
  watch().catch(() => {})
  return () => {
    isWatching = false
  }
}

function nullWhenLate(error: unknown): null {
  if (error instanceof LateError) return null
  throw error
}
