import type { Store } from 'express-session'
import { STORES } from '../config.js'
import { type Why, why } from '../protocol/why.js'
import { reservedId } from './known-sessions.js'
import { PolledHealth } from './polled-health.js'
import { getSession } from './store-calls.js'

const PING = reservedId('ping')

/**
 * How a store is that does not say it by itself: it is asked for a session that nobody has, and at once when it emits `connect` or `disconnect` (the two events
 * that express-session knows of).
 *
 * @param explain what an error of the store means
 */
export function defaultHealth(store: Store, explain: (error: unknown) => Why): PolledHealth {
  const health = new PolledHealth(() => getSession(store, PING, STORES.pingTimeoutMs).then(() => null, explain))
  // A store need not be an EventEmitter to work with express-session.
  if (typeof store.on !== 'function') return health
  // Without a listener, an 'error' would end the process; what it means shows in the calls.
  store.on('error', () => void health.lookNow())
  store.on('disconnect', () => health.tell(why('lost-connection', {}, 'It has lost its connection.')))
  store.on('connect', () => void health.lookNow())
  return health
}
