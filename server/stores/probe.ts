import type session from 'express-session'
import type { Store } from 'express-session'
import { reservedId } from './known-sessions.js'
import { reviveSession } from './session-json.js'
import { destroySession, setSession } from './store-calls.js'

const PROBE = reservedId('probe')
const LIFE_MS = 60_000

/** Sets and destroys a key of our own through the store itself. @throws what the store answers */
export async function probeStore(sessionModule: typeof session, store: Store): Promise<void> {
  const cookie = { originalMaxAge: LIFE_MS, expires: new Date(Date.now() + LIFE_MS).toISOString(), httpOnly: true, path: '/' }
  const data = reviveSession(sessionModule, PROBE, JSON.stringify({ cookie }))
  if (data) await setSession(store, PROBE, data)
  await destroySession(store, PROBE)
}
