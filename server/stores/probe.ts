import { randomUUID } from 'node:crypto'
import type session from 'express-session'
import type { Store } from 'express-session'
import { reservedId } from './known-sessions.js'
import { ownSession } from './own-session.js'
import { destroySession, setSession } from './store-calls.js'

/** A probe whose end did not come through goes by itself. */
const LIVES_MS = 60_000

/** Sets and destroys a key of our own, which no other server uses, through the store itself. @throws what the store answers */
export async function probeStore(sessionModule: typeof session, store: Store): Promise<void> {
  const id = reservedId(`probe-${randomUUID()}`)
  await setSession(store, id, ownSession(sessionModule, id, LIVES_MS))
  await destroySession(store, id)
}
