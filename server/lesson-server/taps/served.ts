/** Who serves a request, and what becomes of it there. */
import type { IncomingMessage } from 'node:http'
import type { Session, SessionData } from 'express-session'
import type { SessionOptions } from '../../protocol/session-options.js'

/** The request as express-session leaves it. */
export type SessionRequest = IncomingMessage & { session?: (Session & Partial<SessionData>) | null; sessionID?: string; originalUrl?: string }

/** Which build of the shop serves a request. */
export interface ServingApp {
  readonly kind: string
  readonly options: SessionOptions
  /** Which shop it is: one of SHOPS. */
  readonly shop: string
  /** Its store had a `touch` when the session middleware was made. */
  readonly canTouch: boolean
}
