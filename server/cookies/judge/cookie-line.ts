/** A Set-Cookie line taken apart as Chromium does (`net/cookies/parsed_cookie.cc`), which is RFC 6265bis, section 5.6, with some strictness added. */
import { Buffer } from 'node:buffer'
import type { CookieRule } from '../../protocol/cookie-verdict.js'

/** "If the sum of the lengths of the name string and the value string is more than 4096 octets, abort" (RFC 6265bis, section 5.7, step 6). */
export const MAX_NAME_AND_VALUE_BYTES = 4096
/** "If the attribute-value is longer than 1024 octets, ignore the cookie-av" (section 5.6, step 5 of the second list). */
export const MAX_ATTRIBUTE_BYTES = 1024

export interface CookieLine {
  readonly name: string
  readonly value: string
  /** By their names in lower case; of several, the last one, as sections 5.7 and 5.6.x have it. */
  readonly attributes: ReadonlyMap<string, string>
  /** Attributes that are longer than is read, by their names as written. */
  readonly tooLong: readonly string[]
  /** Why no cookie can come of it, whoever sent it; null: one can. */
  readonly refused: CookieRule | null
}

/** "If the set-cookie-string contains a %x00-08 / %x0A-1F / %x7F character (CTL characters excluding HTAB)"; Chromium allows HTAB only where it is trimmed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/
/** White space that is trimmed: "%x20 / %x09" (section 5.6, step 4). */
const trim = (text: string) => text.replace(/^[ \t]+|[ \t]+$/g, '')

/** @param line the header's value, decoded from UTF-8 */
export function readCookieLine(line: string): CookieLine {
  const [pair = '', ...rest] = line.split(';')
  const { name, value } = nameAndValue(pair)
  const attributes = new Map<string, string>()
  const tooLong: string[] = []
  let refused = pairRule(name, value)
  for (const each of rest) {
    const { name: key, value: content } = nameAndValue(each.includes('=') ? each : `${each}=`)
    refused ??= controlIn(key) ?? controlIn(content)
    if (Buffer.byteLength(content) > MAX_ATTRIBUTE_BYTES) tooLong.push(key)
    else if (key !== '') attributes.set(key.toLowerCase(), content)
  }
  return { name, value, attributes, tooLong, refused }
}

function pairRule(name: string, value: string): CookieRule | null {
  if (name === '' && value === '') return { code: 'no-name-and-value' }
  const bytes = Buffer.byteLength(name) + Buffer.byteLength(value)
  if (bytes > MAX_NAME_AND_VALUE_BYTES) return { code: 'too-large', bytes, limitBytes: MAX_NAME_AND_VALUE_BYTES }
  return controlIn(name) ?? controlIn(value)
}

/** "If the name-value-pair string lacks a %x3D ("=") character, then the name string is empty" (section 5.6, step 3). */
function nameAndValue(pair: string): { name: string; value: string } {
  const equals = pair.indexOf('=')
  return equals < 0 ? { name: '', value: trim(pair) } : { name: trim(pair.slice(0, equals)), value: trim(pair.slice(equals + 1)) }
}

function controlIn(text: string): CookieRule | null {
  const found = CONTROL.exec(text)
  return found && { code: 'control-character', character: `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}` }
}
