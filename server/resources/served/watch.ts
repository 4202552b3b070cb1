/** Watches the server in use by pings of our own on a connection of our own: a driver says that a server has stopped, and nothing of one that is frozen. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVED } from '../../config.js'
import type { ResourceHealth } from '../../protocol/ipc.js'
import type { Why } from '../../protocol/why.js'
import { within } from '../../within.js'
import type { OwnedProcess } from '../owned-process.js'
import type { Connection } from './database.js'

export interface ServedWatch {
  /** As it was reported last. */
  readonly health: ResourceHealth
  /** Something else saw that it is gone: no need to wait for the next ping. */
  markDown(why: Why): void
  /** It has just been started: what was not answered before does not count against it. */
  startCounting(): void
  stop(): void
}

export interface ServedOnlooker {
  /** A change. */
  report(health: ResourceHealth): void
  /** What an error of the driver means. */
  explain(error: unknown): Why
  /** Asked only of a server that the sandbox runs. */
  readonly owned: {
    readonly process: OwnedProcess
    reportRss(rssBytes: number): void
    /** It did not answer MONGO.frozenAfterPings times in a row; called again after as many more. */
    unanswered(): void
  } | null
  /** After how many pings without an answer. */
  readonly frozenAfterPings: number
}

/**
 * Pings every SERVED.pingIntervalMs. A server that stopped is told of within that and SERVED.pingTimeoutMs, one that froze too.
 *
 * @param connect rejects when nobody answers
 */
export function watchServed(connect: () => Promise<Connection>, { report, explain, owned, frozenAfterPings }: ServedOnlooker): ServedWatch {
  const stopped = new AbortController()
  let connection: Connection | null = null
  let last: ResourceHealth = { up: true, why: null }
  let unanswered = 0

  const tell = (next: ResourceHealth) => {
    if (stopped.signal.aborted) return
    last = next
    report(next)
  }
  const drop = () => {
    connection?.close()
    connection = null
  }
  const ask = async () => {
    if (connection === null) {
      const opening = connect()
      // One that comes too late is closed at once.
      let isLate = false
      opening.then(
        (late) => isLate && late.close(),
        () => undefined,
      )
      connection = await within(opening, SERVED.pingTimeoutMs).catch((error: unknown) => {
        isLate = true
        throw error
      })
    }
    await within(connection.ping(), SERVED.pingTimeoutMs)
  }
  const askOnce = async () => {
    try {
      await ask()
      unanswered = 0
      if (!last.up) tell({ up: true, why: null })
      const rssBytes = owned ? residentBytes(owned.process.pid) : null
      if (rssBytes !== null && !stopped.signal.aborted) owned?.reportRss(rssBytes)
    } catch (error) {
      drop()
      if (last.up) tell({ up: false, why: explain(error) })
      unanswered += 1
      if (unanswered % frozenAfterPings === 0 && !stopped.signal.aborted) owned?.unanswered()
    }
  }
  void (async () => {
    while (!stopped.signal.aborted) {
      await askOnce()
      await sleep(SERVED.pingIntervalMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
    drop()
  })()

  return {
    get health() {
      return last
    },
    markDown: (why) => tell({ up: false, why }),
    startCounting() {
      unanswered = 0
    },
    stop: () => stopped.abort(),
  }
}

/** Of a process of this machine, as proc(5) tells; null where there is no such file. */
function residentBytes(pid: number | null): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}
