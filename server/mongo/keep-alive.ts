/** Starts a MongoDB that the sandbox runs again whenever it ended or froze: same port, same data, so that nobody has to look for it anew. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MONGO } from '../config.js'
import { describeError } from '../redact.js'
import type { OwnedProcess } from './source.js'

export interface Keeper {
  /** False from its end until it has come up again. */
  readonly isServing: boolean
  /** It runs and does not answer: ended by force, and started again. */
  replaceFrozen(): void
  /** From now on its end is nobody's business here. */
  letGo(): void
}

export interface KeptOnlooker {
  /** Called with words for a person when it ended, and again whenever it could not be started. */
  down(reason: string): void
  /** It has been started again. */
  revived(): void
}

/** @param name what to call it in messages, for example `The mongod` */
export function keepAlive(owned: OwnedProcess, name: string, onlooker: KeptOnlooker): Keeper {
  const { deaths: many, withinMs, delayMs, slowDelayMs } = MONGO.revival
  /** By a clock that nobody sets. */
  let deaths: number[] = []
  let phase: 'serving' | 'reviving' | 'let-go' = 'serving'
  const isWanted = () => phase !== 'let-go'

  async function revive(how: string): Promise<void> {
    if (phase !== 'serving') return
    phase = 'reviving'
    for (let reason = how; isWanted(); ) {
      const now = performance.now()
      deaths = [...deaths.filter((at) => now - at < withinMs), now].slice(-many - 1)
      const isSlow = deaths.length > many
      onlooker.down(
        isSlow
          ? `${name} ended ${deaths.length} times within ${withinMs / 1000} s (last: ${reason}). It is tried again every ${slowDelayMs / 1000} s; look for a MongoDB again to begin anew.`
          : `${name} ended (${reason}). It is being started again with its data.`,
      )
      await sleep(isSlow ? slowDelayMs : delayMs, undefined, { ref: false })
      if (!isWanted()) return
      try {
        await owned.restart()
        if (!isWanted()) return
        phase = 'serving'
        onlooker.revived()
        // It may have ended again before anybody listened for that.
        return owned.hasEnded() ? revive('it ended at once') : undefined
      } catch (error) {
        reason = describeError(error)
      }
    }
  }

  owned.onDeath((how) => void revive(how))
  if (owned.hasEnded()) void revive('it ended at once')
  return {
    get isServing() {
      return phase === 'serving'
    },
    replaceFrozen: () => void revive('it did not answer any more'),
    letGo() {
      phase = 'let-go'
    },
  }
}
