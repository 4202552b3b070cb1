/** What express-session keeps of the cookie in a session, found in whatever form a store keeps that session. Pure; both ends run it. */

/** The `cookie` of a stored session. */
export interface CookieInDocument {
  /** Epoch ms; null: it ends with the browser, and the session with nothing. */
  readonly expiresAt: number | null
  /** The life that it was given (`cookie.maxAge`), in ms; null: none, or not known. */
  readonly originalMaxAge: number | null
}

/** A store keeps the session at the top, in a field or column, or in a field of that (an item of a table), as it is or as a JSON text. */
const DEEPEST = 4

/** @param document as a store holds it (`StoredSession.document`) @returns null: there is none that can be read, as where the store encrypts */
export function storedCookie(document: Readonly<Record<string, unknown>>): CookieInDocument | null {
  return find(document, DEEPEST)
}

function find(value: unknown, depth: number): CookieInDocument | null {
  const held = typeof value === 'string' ? parsed(value) : value
  if (!isObject(held) || depth === 0) return null
  const { cookie } = held
  if (isObject(cookie) && ('originalMaxAge' in cookie || 'expires' in cookie)) {
    return { expiresAt: momentOf(cookie.expires), originalMaxAge: typeof cookie.originalMaxAge === 'number' ? cookie.originalMaxAge : null }
  }
  for (const each of Object.values(held)) {
    const found = find(each, depth - 1)
    if (found !== null) return found
  }
  return null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  if (!text.startsWith('{') || !text.includes('"cookie"')) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A date as JSON has it, as Extended JSON has it, or in ms. */
function momentOf(value: unknown): number | null {
  if (isObject(value)) return '$date' in value ? momentOf(value.$date) : '$numberLong' in value ? momentOf(Number(value.$numberLong)) : null
  const moment = typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN
  return Number.isFinite(moment) ? moment : null
}
