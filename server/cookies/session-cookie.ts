/**
 * What the session middleware makes of a Cookie header: the rules of express-session's `getcookie` (index.js),
 * which parses with `cookie` 0.7 and verifies with `cookie-signature`.
 */
import { parseCookie } from 'cookie'
import { unsign } from 'cookie-signature'
import type { SigningSecret } from '../protocol/ipc.js'
import type { CookieVerdict } from '../protocol/requests.js'

/** How much of a cookie's value a verdict repeats; browsers keep at most 4,096 bytes of name and value (RFC 6265bis, section 5.6). */
const SHOWN_LENGTH = 4096

/** A value as it stands in the header, and decoded; `decoded` is null when it cannot be (`%zz`). */
interface RawValue {
  readonly raw: string
  readonly decoded: string | null
}

/**
 * The value of one cookie in a Cookie header (RFC 6265, section 4.2.1: `cookie-pair *( ";" SP cookie-pair )`).
 * Of several with the same name the first counts. Quotes around a value are taken off (section 4.1.1 allows them).
 *
 * @returns undefined when no cookie has that name
 */
export function findCookie(header: string, name: string): RawValue | undefined {
  const raw = parseCookie(header, { decode: (value) => value })[name]
  if (raw === undefined) return undefined
  const unquoted = raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw
  return { raw: unquoted, decoded: decode(unquoted) }
}

function decode(value: string): string | null {
  if (!value.includes('%')) return value
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}

/** The id that one of the secrets signed, and which one; null when none did. */
function verify(signed: string, secrets: readonly SigningSecret[]): Omit<Extract<CookieVerdict, { kind: 'good' }>, 'kind'> | null {
  for (const [secretIndex, { id, value }] of secrets.entries()) {
    const sessionId = unsign(signed, value)
    if (sessionId !== false) return { sessionId, secretId: id, secretIndex }
  }
  return null
}

/**
 * Judges the session cookie in a Cookie header. Takes whatever a stranger may send and never throws.
 *
 * @param header the Cookie header, undefined when there is none
 * @param name name of the session cookie (`connect.sid`)
 * @param secrets first signs, all verify
 */
export function judgeCookieHeader(header: string | undefined, name: string, secrets: readonly SigningSecret[]): CookieVerdict {
  const value = header ? findCookie(header, name) : undefined
  if (value === undefined) return { kind: 'none' }
  return judgeValue(value, secrets)
}

/**
 * Judges one value of the session cookie, as a jar keeps it (not decoded).
 *
 * @param rawValue as in the header: `s%3A…`
 */
export function judgeCookieValue(rawValue: string, secrets: readonly SigningSecret[]): CookieVerdict {
  return judgeValue({ raw: rawValue, decoded: decode(rawValue) }, secrets)
}

function judgeValue({ raw, decoded }: RawValue, secrets: readonly SigningSecret[]): CookieVerdict {
  const shown = raw.slice(0, SHOWN_LENGTH)
  // What cannot be decoded is taken as it stands (tryDecode in `cookie`), so an undecodable value may still be signed.
  const value = decoded ?? raw
  if (value === '') return { kind: 'malformed', value: shown }
  if (!value.startsWith('s:')) return decoded === null ? { kind: 'malformed', value: shown } : { kind: 'unsigned', value: shown }
  const signed = value.slice(2)
  const good = verify(signed, secrets)
  // A signature over nothing is a good signature, but there is no session id: express-session makes a new one.
  if (good) return good.sessionId === '' ? { kind: 'malformed', value: shown } : { kind: 'good', ...good }
  const dot = signed.lastIndexOf('.')
  if (decoded === null || dot < 1) return { kind: 'malformed', value: shown }
  return { kind: 'bad-signature', sessionId: signed.slice(0, dot).slice(0, SHOWN_LENGTH), signature: signed.slice(dot + 1, dot + 1 + SHOWN_LENGTH) }
}
