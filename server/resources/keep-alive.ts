/** Starts a database that the sandbox runs again whenever it ended or froze: same port, same data, so that nobody has to look for it anew. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MONGO } from '../config.js'
import type { Ending, Why } from '../protocol/why.js'
import { describeError } from '../redact.js'
import type { OwnedProcess } from './owned-process.js'

export interface Keeper {
  /** False from its end until it has come up again. */
  readonly isServing: boolean
  /** It runs and does not answer: ended by force, and started again. */
  replaceFrozen(): void
  /** From now on its end is nobody's business here. */
  letGo(): void
}

export interface KeptOnlooker {
  /** It ended, or could not be started again. */
  down(why: Why): void
  /** It has been started again. */
  revived(): void
}

/** What is told of a program that ended. */
export interface EndWords {
  /** It is being started again at once. */
  ended(how: Ending): Why
  /** It has ended so many times within MONGO.revival.withinMs, and is tried at longer intervals. */
  keepsEnding(deaths: number, how: Ending): Why
}

const AT_ONCE: Ending = { how: 'at-once', detail: '' }

export function keepAlive(owned: OwnedProcess, words: EndWords, onlooker: KeptOnlooker): Keeper {
  const { deaths: many, withinMs, delayMs, slowDelayMs } = MONGO.revival
  /** By a clock that nobody sets. */
  let deaths: number[] = []
  let phase: 'serving' | 'reviving' | 'let-go' = 'serving'
  const isWanted = () => phase !== 'let-go'

  async function revive(how: Ending): Promise<void> {
    if (phase !== 'serving') return
    phase = 'reviving'
    for (let last = how; isWanted(); ) {
      const now = performance.now()
      deaths = [...deaths.filter((at) => now - at < withinMs), now].slice(-many - 1)
      const isSlow = deaths.length > many
      onlooker.down(isSlow ? words.keepsEnding(deaths.length, last) : words.ended(last))
      await sleep(isSlow ? slowDelayMs : delayMs, undefined, { ref: false })
      if (!isWanted()) return
      try {
        await owned.restart()
        if (!isWanted()) return
        phase = 'serving'
        onlooker.revived()
        // It may have ended again before anybody listened for that.
        return owned.hasEnded() ? revive(AT_ONCE) : undefined
      } catch (error) {
        last = { how: 'not-started', detail: describeError(error) }
      }
    }
  }

  owned.onDeath((how) => void revive(how))
  if (owned.hasEnded()) void revive(AT_ONCE)
  return {
    get isServing() {
      return phase === 'serving'
    },
    replaceFrozen: () => void revive({ how: 'frozen', detail: '' }),
    letGo() {
      phase = 'let-go'
    },
  }
}
