/** What can be told from a session that express-session made, whatever store holds it. */
import type session from 'express-session'
import type { SessionData, Store } from 'express-session'
import type { SessionRow } from '../protocol/command-results.js'

export type PlainSession = Readonly<Record<string, unknown>>

function isRecord(value: unknown): value is PlainSession {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Session data from a store's JSON text; null when it is none. */
export function parseSession(json: string): PlainSession | null {
  const value: unknown = JSON.parse(json)
  return isRecord(value) ? value : null
}

/** `cookie.expires` in epoch ms; null: without a date. As express-session's MemoryStore reads it. */
export function cookieExpiry(data: PlainSession): number | null {
  const expires = isRecord(data.cookie) ? data.cookie.expires : null
  if (!(typeof expires === 'string' || expires instanceof Date)) return null
  const at = new Date(expires).getTime()
  return Number.isNaN(at) ? null : at
}

/** A line of the session list. */
export function sessionRow(id: string, data: PlainSession, bytes: number, expiresAt: number | null): SessionRow {
  return {
    id,
    bytes,
    expiresAt,
    isLoggedIn: data.isLoggedIn === true,
    name: typeof data.name === 'string' ? data.name : null,
    cartCount: Array.isArray(data.cart) ? data.cart.length : 0,
  }
}

/**
 * The session object that a store's `set` would get from express-session for this JSON: with a Cookie that serialises as express-session's does.
 *
 * @returns null when the JSON holds no session of express-session's (one without a cookie)
 */
export function reviveSession(sessionModule: typeof session, id: string, json: string): (SessionData & PlainSession) | null {
  const data = parseSession(json)
  if (!data || !isRecord(data.cookie)) return null
  const request = { sessionID: id }
  // `createSession` is what express-session itself calls on what a store's `get` gave it; it needs nothing of the request but the ID.
  const create = sessionModule.Store.prototype.createSession as (this: unknown, request: unknown, data: unknown) => ReturnType<Store['createSession']>
  return create.call(null, request, data) as unknown as SessionData & PlainSession
}

/** Escapes a text that people search for. */
export function literalPattern(text: string): RegExp {
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'i')
}
