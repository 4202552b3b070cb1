/** Starts a database process of ours again when it ended by itself: same port, same data, so that nobody has to look for it anew. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MONGO } from '../config.js'
import { describeError } from '../redact.js'
import type { OwnedProcess } from './source.js'

/**
 * @param name what to call it in messages, for example `mongod`
 * @param down called with words for a person when it ended, and again should it not come back
 */
export function keepAlive(owned: OwnedProcess, name: string, down: (reason: string) => void): void {
  const deaths: number[] = []
  let reviving = false

  const revive = async (how: string) => {
    reviving = true
    let reason = how
    for (;;) {
      const now = Date.now()
      deaths.push(now)
      while (deaths.length > 0 && now - (deaths[0] ?? now) > MONGO.revival.withinMs) deaths.shift()
      if (deaths.length > MONGO.revival.deaths) {
        down(`${name} ended ${deaths.length} times in a row (last: ${reason}) and is not started again. Look for a MongoDB again to try once more.`)
        break
      }
      down(`${name} ended (${reason}). It is being started again with its data.`)
      try {
        await sleep(MONGO.revival.delayMs)
        await owned.restart()
        break
      } catch (error) {
        reason = describeError(error)
      }
    }
    reviving = false
  }
  owned.onDeath((how) => {
    if (!reviving) void revive(how)
  })
}
