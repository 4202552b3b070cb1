/**
 * Notices that the other side has fallen silent. While the page is connected something arrives every 400 ms
 * (server/protocol/PROTOCOL.md), so nothing for two seconds means that what is shown is no longer live.
 */

const TICK_MS = 500
/** 2 s. */
const SILENT_TICKS = 4
/** 10 s: a connection that died without a word is not going to carry anything any more. */
const GIVEN_UP_TICKS = 20

export interface Silence {
  /** Something arrived. */
  heard(): void
  /** Nothing is to be expected: there is no connection. */
  rest(): void
}

/**
 * Ticks are counted, not time: where the page itself stood still (a long rendering, a sleeping computer), messages wait for it,
 * and it must not take its own silence for that of the other side.
 *
 * @param onSilent called once when the other side has fallen silent
 * @param onGivenUp called once when it stayed silent
 */
export function watchSilence(onSilent: () => void, onGivenUp: () => void): Silence {
  let ticks: number | null = null
  setInterval(() => {
    if (ticks === null) return
    ticks += 1
    if (ticks === SILENT_TICKS) onSilent()
    if (ticks === GIVEN_UP_TICKS) onGivenUp()
  }, TICK_MS)
  return {
    heard: () => {
      ticks = 0
    },
    rest: () => {
      ticks = null
    },
  }
}
