/** What an event is owed to: told where it is at hand, and otherwise the command that is being carried out. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Cause } from '../../protocol/events.js'

const causes = new AsyncLocalStorage<Cause | null>()

/** Does something, and whatever follows from it, for a reason. */
export function caused<T>(cause: Cause, work: () => T): T {
  return causes.run(cause, work)
}

/**
 * Does something that goes on for its own reasons: what a process tells that was started in the middle of a command is not that
 * command's doing for ever.
 */
export function uncaused<T>(work: () => T): T {
  return causes.run(null, work)
}

/** Why what happens now happens; null: for no reason that has a name. */
export function currentCause(): Cause | null {
  return causes.getStore() ?? null
}
