/** Why the list is empty, and so what to say. Pure. */
import type { SessionOptions } from '../../../server/protocol/requests.js'
import type { LessonServerState, StoreDescription, StoreState } from '../../../server/protocol/state.js'

export type EmptyReason =
  /** The search found nothing. */
  | 'notFound'
  /** The store does not answer. */
  | 'down'
  /** The process is gone, and the sessions in it. */
  | 'died'
  /** It is back, and starts with nothing. */
  | 'diedEarlier'
  /** Visitors are not stored, and nobody logged in. */
  | 'nobodyLoggedIn'
  /** Every visitor is stored, and there was none. */
  | 'nobodyCame'
  /** The server is starting: nothing is known yet. */
  | 'away'

export interface EmptyBasis {
  readonly search: string
  readonly store: Pick<StoreState, 'health'>
  readonly description: Pick<StoreDescription, 'capabilities'> | undefined
  readonly server: Pick<LessonServerState, 'phase' | 'boot' | 'lastDeath'> & { readonly options: Pick<SessionOptions, 'saveUninitialized'> }
}

export function emptyReason({ search, store, description, server }: EmptyBasis): EmptyReason {
  const diesWithProcess = description !== undefined && !description.capabilities.survivesRestart
  if (!store.health.up) return 'down'
  if (server.phase === 'died' && diesWithProcess) return 'died'
  if (server.phase !== 'running') return 'away'
  if (search !== '') return 'notFound'
  const death = server.lastDeath
  if (diesWithProcess && death !== null && death.sessionsLost > 0 && death.boot === server.boot - 1) return 'diedEarlier'
  return server.options.saveUninitialized ? 'nobodyCame' : 'nobodyLoggedIn'
}
