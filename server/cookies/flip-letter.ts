import { cookieParts } from './cookie-parts.js'

/**
 * Changes the first letter of one part of a signed value from small to capital or back. Doing it twice gives the value back.
 *
 * @param value as in the header, not decoded; percent-encoded signs (`%2B`) are left as they are
 * @returns the value as it was when it has another form, or no letter in that part
 */
export function flipLetter(value: string, part: 'session-id' | 'signature'): string {
  const parts = cookieParts(value)
  if (!parts) return value
  const text = part === 'session-id' ? parts.sessionId : parts.signature
  const start = part === 'session-id' ? parts.prefix.length : value.length - text.length
  const flipped = text.replace(/^((?:%[0-9A-Fa-f]{2}|[^A-Za-z%])*)([A-Za-z])/, (_, before: string, letter: string) => {
    const small = letter.toLowerCase()
    return before + (letter === small ? letter.toUpperCase() : small)
  })
  return value.slice(0, start) + flipped + value.slice(start + text.length)
}
