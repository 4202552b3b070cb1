import type session from 'express-session'
import type { SessionData } from 'express-session'
import { reviveSession } from './session-json.js'

/** The data of a session that the sandbox itself puts into a store, as express-session would hand it over. @param livesMs from now */
export function ownSession(sessionModule: typeof session, id: string, livesMs: number): SessionData {
  const cookie = { originalMaxAge: livesMs, expires: new Date(Date.now() + livesMs).toISOString(), httpOnly: true, path: '/' }
  const data = reviveSession(sessionModule, id, JSON.stringify({ cookie }))
  if (!data) throw new Error('A session of our own could not be made.')
  return data
}
