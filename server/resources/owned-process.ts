import type { Ending } from '../protocol/why.js'

/** A database process that we started, and must end. */
export interface OwnedProcess {
  readonly port: number
  readonly pid: number | null
  hasEnded(): boolean
  /** Starts it again on the same port with the same data; what still runs is ended by force first. @throws Error when it does not come up */
  restart(): Promise<void>
  /** Calls back when the process ended although nobody asked it to. */
  onDeath(listener: (how: Ending) => void): void
  /** Ends it; the data stays. Idempotent. */
  stop(): Promise<void>
}
