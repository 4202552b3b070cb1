/** A request as a `curl` command for a POSIX shell (sh, bash, zsh). Nothing in it is read by the shell: whatever is not plain stands in single quotes. */

import { LIMITS } from '../../../server/protocol/limits.js'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { cookieSent, type KnownCookies } from './cookie-sent.js'

export interface CurlOptions {
  /** Origin of the shop: `http://localhost:4100`. Over HTTPS its certificate is not checked, since only this sandbox knows who signed it. */
  readonly origin: string
  /** Real values of cookies; null: what stands for the signature has to be filled in. */
  readonly cookies: KnownCookies | null
  /** What stands where a signature is to be filled in; the name of a place, in the reader's language: `SIGNATURE`. */
  readonly placeholder: string
}

export interface CurlCommand {
  readonly command: string
  /** The cookie in it has a placeholder that has to be filled in first. */
  readonly hasPlaceholder: boolean
  /** It had a body of which nothing is known, or its path is longer than what was kept. */
  readonly isPartial: boolean
}

/** @returns a command of one or more lines, without a line break at the end */
export function curlCommand(request: RequestRecord, { origin, cookies, placeholder }: CurlOptions): CurlCommand {
  const cookie = cookieSent(request, cookies)
  const hasBody = !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(request.method)
  const value = cookie === null ? '' : cookie.isWhole ? cookie.value : cookie.value.replaceAll('***', placeholder)
  const parts = [
    `curl --include --silent --show-error${origin.startsWith('https:') ? ' --insecure' : ''}`,
    ...methodOf(request.method),
    ...(cookie === null ? [] : [`--header ${quoted(`Cookie: ${cookie.name}=${value}`)}`]),
    ...(hasBody ? bodyOf(request.form) : []),
    ...targetOf(origin, request.path),
  ]
  return {
    command: parts.join(' \\\n  '),
    hasPlaceholder: cookie !== null && !cookie.isWhole,
    isPartial: (hasBody && isUnknown(request.form)) || request.path.length >= LIMITS.pathCharacters,
  }
}

/** A form field by field, as one reads it; curl encodes it again. */
function bodyOf(form: string | undefined): readonly string[] {
  const fields = [...new URLSearchParams(form ?? '')]
  if (fields.length === 0) return ["--data-raw ''"]
  return fields.map(([name, value]) =>
    // What begins with `=` has no name for --data-urlencode, and no `=` either.
    name === '' ? `--data-raw ${quoted(`=${encodeURIComponent(value)}`)}` : `--data-urlencode ${quoted(`${encodeURIComponent(name)}=${value}`)}`,
  )
}

/** Longer forms are cut in the record, and so is what is no form. */
function isUnknown(form: string | undefined): boolean {
  return form === undefined || form.length >= LIMITS.formCharacters
}

function methodOf(method: string): readonly string[] {
  if (method === 'GET') return []
  return [method === 'HEAD' ? '--head' : `--request ${quoted(method)}`]
}

/** curl takes `[1-3]` and `{a,b}` in an address for lists, walks `..`, and cuts off what stands behind `#`: none of this is to be. */
function targetOf(origin: string, path: string): readonly string[] {
  const target = encoded(path)
  const options = ['--globoff', '--path-as-is']
  if (target.includes('#') || !target.startsWith('/')) return [...options, `--request-target ${quoted(target)}`, quoted(`${origin}/`)]
  return [...(/[[\]{}]/.test(target) ? ['--globoff'] : []), ...(/(?:^|\/)\.{1,2}(?:[/?]|$)/.test(target) ? ['--path-as-is'] : []), quoted(origin + target)]
}

/** What is no visible ASCII, percent-encoded: a request line has nothing else (RFC 9112, section 3.2). Node.js gives its bytes a letter each. */
function encoded(path: string): string {
  return path.replace(/[^\x21-\x7E]/g, (letter) => {
    const code = letter.charCodeAt(0)
    return code > 0xff ? '%EF%BF%BD' : `%${code.toString(16).toUpperCase().padStart(2, '0')}`
  })
}

/** One word for a POSIX shell (POSIX.1-2017, 2.2.2): in single quotes nothing is special but the single quote. */
function quoted(text: string): string {
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
