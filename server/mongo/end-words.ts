/** What is told of a MongoDB that the sandbox runs and that ended. */
import { MONGO } from '../config.js'
import { endingWords, why } from '../protocol/why.js'
import type { EndWords } from '../resources/keep-alive.js'

const NAMES = { binary: 'The mongod', embedded: 'The embedded server' } as const

/** @param program which of the two that the sandbox can run it is */
export function endWords(program: keyof typeof NAMES): EndWords {
  return {
    ended: (how) => why('owned-ended', { program, ...how }, `${NAMES[program]} ended (${endingWords(how)}). It is being started again with its data.`),
    keepsEnding(deaths, how) {
      const seconds = MONGO.revival.withinMs / 1000
      const everySeconds = MONGO.revival.slowDelayMs / 1000
      const message = `${NAMES[program]} ended ${deaths} times within ${seconds} s (last: ${endingWords(how)}). It is tried again every ${everySeconds} s; look for a MongoDB again to begin anew.`
      return why('owned-keeps-ending', { program, deaths, seconds, everySeconds, ...how }, message)
    },
  }
}
