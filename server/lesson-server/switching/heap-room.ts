/** Is there room in this process's own heap for the sessions of another store? V8 ends the process when there is none, so it is asked before. */
import { getHeapStatistics } from 'node:v8'
import { STORES } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'
import type { CarriedSession } from '../../stores/adapter.js'
import { sessionsBytes } from '../../stores/heap-cost.js'
import { collectGarbage } from '../collect-garbage.js'

const MB = 1024 * 1024

export class HeapRoom {
  readonly #total: number
  readonly #liveBytes = live()
  readonly #estimateBytes: number

  /**
   * @param total how many sessions are to be held
   * @param sample some of them, chosen by chance, that stand for all
   * @throws ProblemError `out-of-heap` when they would not fit
   */
  constructor(total: number, sample: readonly CarriedSession[]) {
    this.#total = total
    this.#estimateBytes = sessionsBytes(sample, total)
    if (this.#estimateBytes > usableBytes() - this.#liveBytes) throw this.#refusal(this.#estimateBytes)
  }

  /** Asked after each batch: sessions may be larger than the sample, or have become more. @param held how many there are here now @throws ProblemError `out-of-heap` */
  check(held: number): void {
    if (process.memoryUsage().heapUsed <= usableBytes()) return
    // Much of it may be garbage.
    const now = live()
    if (now <= usableBytes()) return
    const bytesSoFar = Math.max(0, now - this.#liveBytes)
    throw this.#refusal(Math.max(this.#estimateBytes, (bytesSoFar / Math.max(1, held)) * Math.max(this.#total, held)))
  }

  /**
   * Makes room for the garbage of one batch more. What is allocated while V8 marks counts as live until the next collection, so that a heap which is
   * nearly full would end the process although most of it is garbage.
   */
  relieve(): void {
    if (process.memoryUsage().heapUsed > usableBytes()) collectGarbage()
  }

  #refusal(neededBytes: number): ProblemError {
    const [neededMb, freeMb, limitMb] = [
      Math.ceil(neededBytes / MB),
      Math.max(0, Math.floor((usableBytes() - this.#liveBytes) / MB)),
      Math.round(limitBytes() / MB),
    ]
    return new ProblemError(
      'out-of-heap',
      `${this.#total} sessions need about ${neededMb} MB of the lesson server's heap, which has room for ${freeMb} MB (its limit is ${limitMb} MB), so they were not carried over. The old store stays and nobody lost anything. Restart with a larger heap limit, remove sessions, or switch without carrying over.`,
      { sessions: this.#total, neededMb, freeMb, limitMb },
    )
  }
}

/** What --max-old-space-size says: the statistics add to it, 48 MB in Node 20. */
function limitBytes(): number {
  const flag = process.execArgv.map((argument) => /^--max-old-space-size=(\d+)$/.exec(argument)?.[1]).findLast((megabytes) => megabytes !== undefined)
  return flag === undefined ? getHeapStatistics().heap_size_limit : Number(flag) * MB
}

/** Beyond this, V8 collects garbage more than anything else. */
function usableBytes(): number {
  return limitBytes() - Math.max(STORES.heapReserve.minBytes, limitBytes() * STORES.heapReserve.share)
}

function live(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
