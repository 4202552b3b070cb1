/** Watches the database server in use, by its own driver. */
import { readFileSync } from 'node:fs'
import { SERVED } from '../../config.js'
import type { Why } from '../../protocol/why.js'
import { within } from '../../within.js'
import { type HealthOnlooker, type HealthWatch, watchHealth } from '../health-watch.js'
import type { OwnedProcess } from '../owned-process.js'
import type { Connection } from './database.js'

export interface Watched {
  /** Rejects when nobody answers. */
  connect(): Promise<Connection>
  /** What an error of the driver means. */
  explain(error: unknown): Why
  /** null: one that was there before. */
  readonly owned: OwnedProcess | null
}

/** Tells within SERVED.noticeMs that it stopped or froze. */
export function watchServed({ connect, explain, owned }: Watched, onlooker: HealthOnlooker): HealthWatch {
  let connection: Connection | null = null
  const drop = () => {
    connection?.close()
    connection = null
  }
  const open = async () => {
    const opening = connect()
    // One that comes too late is closed at once.
    let isLate = false
    opening.then(
      (late) => isLate && late.close(),
      () => undefined,
    )
    return await within(opening, SERVED.pingTimeoutMs).catch((error: unknown) => {
      isLate = true
      throw error
    })
  }
  const line = {
    async ping() {
      try {
        connection ??= await open()
        await within(connection.ping(), SERVED.pingTimeoutMs)
        return owned ? residentBytes(owned.pid) : null
      } catch (error) {
        drop()
        throw error
      }
    },
    explain,
    hangUp: async () => drop(),
  }
  return watchHealth(line, onlooker, SERVED.pingIntervalMs)
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
