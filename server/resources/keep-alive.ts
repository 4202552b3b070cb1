/** Starts a database that the sandbox runs again whenever it ended or froze: same port, same data, so that nobody has to look for it anew. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MONGO } from '../config.js'
import type { Held } from '../protocol/ipc.js'
import type { Ending, Why } from '../protocol/why.js'
import { describeError } from '../redact.js'
import type { OwnedProcess } from './owned-process.js'

export interface Keeper {
  /** False from its end until it has come up again. */
  readonly isServing: boolean
  /** It runs and does not answer: ended by force, and started again. */
  replaceFrozen(): void
  /** Freezes or ends it, and leaves it so; null: as usual again. Idempotent. Settles when what was to end has ended: until then it may go on to answer. */
  hold(how: Held | null): Promise<void>
  /** From now on its end is nobody's business here; it is no longer held. */
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
  /** It has ended MONGO.revival.deaths times within MONGO.revival.withinMs, and is tried at longer intervals. */
  keepsEnding(deaths: number, how: Ending): Why
}

/** Between one way to be asked to end and the next. */
const PATIENCE_MS = 300
const LOOK_AGAIN_MS = 10
const AT_ONCE: Ending = { how: 'at-once', detail: '' }

export function keepAlive(owned: OwnedProcess, words: EndWords, onlooker: KeptOnlooker): Keeper {
  const { deaths: many, withinMs, delayMs, slowDelayMs } = MONGO.revival
  /** By a clock that nobody sets. */
  let deaths: number[] = []
  let phase: 'serving' | 'reviving' | 'let-go' = 'serving'
  let held: Held | null = null
  const isWanted = () => phase !== 'let-go'
  const isEnded = () => held === 'ended'

  async function revive(how: Ending): Promise<void> {
    if (phase !== 'serving' || held === 'ended') return
    phase = 'reviving'
    for (let last = how; isWanted(); ) {
      const now = performance.now()
      deaths = [...deaths.filter((at) => now - at < withinMs), now].slice(-many - 1)
      const isSlow = deaths.length > many
      onlooker.down(isSlow ? words.keepsEnding(deaths.length, last) : words.ended(last))
      await sleep(isSlow ? slowDelayMs : delayMs, undefined, { ref: false })
      if (!isWanted()) return
      // Somebody has asked for that meanwhile: it is started again when it is held no longer.
      if (isEnded()) {
        phase = 'serving'
        return
      }
      try {
        await owned.restart()
        if (!isWanted()) return
        phase = 'serving'
        onlooker.revived()
        void obey()
        // It may have ended again before anybody listened for that.
        return owned.hasEnded() ? revive(AT_ONCE) : undefined
      } catch (error) {
        last = { how: 'not-started', detail: describeError(error) }
      }
    }
  }

  /** Has the process that runs now be held as was asked. */
  async function obey(): Promise<void> {
    if (held === 'frozen') signal(owned, 'SIGSTOP')
    else if (held === 'ended') await endOwned()
  }

  /** With less and less patience: a PostgreSQL takes the first for "when everybody has gone". */
  async function endOwned(): Promise<void> {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
      signal(owned, name)
      for (const until = performance.now() + PATIENCE_MS; performance.now() < until; ) {
        if (held !== 'ended' || owned.hasEnded()) return
        await sleep(LOOK_AGAIN_MS, undefined, { ref: false })
      }
    }
  }

  owned.onDeath((how) => void revive(how))
  if (owned.hasEnded()) void revive(AT_ONCE)
  return {
    get isServing() {
      return phase === 'serving'
    },
    async hold(how) {
      if (how === held) return
      const before = held
      held = how
      if (before === 'frozen') signal(owned, 'SIGCONT')
      // Also where it is to be frozen now: only what runs can be.
      if (before === 'ended') return void revive(AT_ONCE)
      const obeyed = obey()
      // What was not answered meanwhile does not count against it.
      if (how === null) onlooker.revived()
      await obeyed
    },
    replaceFrozen() {
      if (held === null) void revive({ how: 'frozen', detail: '' })
    },
    letGo() {
      phase = 'let-go'
      if (held === 'frozen') signal(owned, 'SIGCONT')
    },
  }
}

/** One that has ended meanwhile hears nothing. */
function signal(owned: OwnedProcess, name: NodeJS.Signals): void {
  try {
    // Its ID may be another's by then.
    if (owned.pid !== null && !owned.hasEnded()) process.kill(owned.pid, name)
  } catch {}
}
