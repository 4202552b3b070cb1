import type { JarCookie } from '../protocol/browsers.js'

/** `s:`, the session id, a dot and the signature; each of the two marks may be percent-encoded. */
const SIGNED_VALUE = /^(s(?::|%3[Aa]))(.+)(?:\.|%2[Ee])([^.]+)$/s

/**
 * The parts of a signed value exactly as they stand in the header: prefix (`s%3A` or `s:`), session id, and signature
 * (the dot between them belongs to neither).
 *
 * @param value as in the header, not decoded
 * @returns null when the value has another form
 */
export function cookieParts(value: string): JarCookie['parts'] {
  const [, prefix, sessionId, signature] = SIGNED_VALUE.exec(value) ?? []
  return prefix !== undefined && sessionId !== undefined && signature !== undefined ? { prefix, sessionId, signature } : null
}
