/**
 * The one owner of signals, of errors that nobody caught, and of the launcher's end, from the first statement of start.mjs to its last: a signal that
 * found no listener for a moment would be lost, and the sandbox would go on.
 */
import { createRequire } from 'node:module'
import { whenLauncherEnds } from './launcher.mjs'

const require = createRequire(import.meta.url)

/** From the first signal until whatever is left is ended by force. */
const STOP_WITHIN_MS = 8_000

/**
 * @typedef {object} Ender
 * @property {(error: unknown) => Promise<void>} stop undoes what was begun; `error` is what brought the end about, undefined where we were told to end
 * @property {() => void} stopAtOnce the same without waiting, for the second signal
 * @property {() => void} [slow] `stop` took longer than STOP_WITHIN_MS
 */

export class Lifetime {
  /** We were told to end, or have to: nothing more is begun. */
  isEnding = false
  /** The sandbox is up: being told to end is then a success (exit code 0). Before, we end by the signal that told us, as if it had not been caught. */
  isUp = false
  /** @type {Set<Ender>} */
  #enders = new Set()

  /** @throws Error when the packages are not there */
  constructor() {
    // Synchronously, so that no moment passes before signals are listened for; and not by `import`, whose failure could not be put into words.
    const closeWithGrace = require('close-with-grace')
    // A terminal that was closed cannot be written to; that is no reason to die before what runs is stopped.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
    const atOnce = () => {
      for (const ender of this.#enders) ender.stopAtOnce()
    }
    const { close } = closeWithGrace(
      {
        delay: STOP_WITHIN_MS,
        logger: false,
        skip: ['beforeExit'],
        onTimeout: () => {
          for (const ender of this.#enders) ender.slow?.()
          atOnce()
        },
        onSecondSignal: atOnce,
        onSecondError: atOnce,
      },
      ({ signal, err }) => this.#end(signal, err),
    )
    whenLauncherEnds(close)
  }

  /**
   * Says what has to be undone before this process ends. To be called in the same turn of the event loop as the work is begun.
   *
   * @param {Ender} ender
   * @returns {() => void} there is nothing to undo any more
   */
  onEnd(ender) {
    this.#enders.add(ender)
    return () => void this.#enders.delete(ender)
  }

  /** A place between two works: never resolves once we are ending, so that nothing more is begun. @returns {Promise<void>} */
  async goOn() {
    if (this.isEnding) await new Promise(() => {})
  }

  async #end(signal, error) {
    this.isEnding = true
    if (error !== undefined && this.#enders.size === 0) console.error(error)
    // The process ends with an error then, but not before everything was tried.
    const ends = await Promise.allSettled([...this.#enders].reverse().map((ender) => ender.stop(error)))
    const failure = ends.find(({ status }) => status === 'rejected')
    if (failure) throw failure.reason
    if (signal === undefined || error !== undefined || this.isUp) return
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    await new Promise(() => {})
  }
}
