/**
 * What must not travel with a request that somebody shows to others: signatures, cookies of unknown form, and what people put into their sessions, into forms
 * and behind the `?` of an address. What is the shop's own word in a form or there stays, as in a recording (server/protocol/recording/own-words.ts).
 */
import { OWN } from '../../../server/protocol/recording/own-words.js'
import type { CookieVerdict, RequestRecord } from '../../../server/protocol/requests.js'

/** What stands for something that is not shown. */
export const MASK = '***'

/** `s:ID.SIGNATURE` or its percent-encoded form: the signature is what would let someone else use the session. */
const SIGNED = /(s(?::|%3A)[^.;,\s"]+\.)[^;,\s"]+/gi
const WHOLE_SIGNED = /^s(?::|%3A)[^.;,\s"]+\.[^;,\s"]+$/i

/** Any text, without the signatures in it. */
export function maskSignatures(text: string): string {
  return text.replace(SIGNED, `$1${MASK}`)
}

/** The value of a cookie as it stands in a header: of a signed one the id stays, of any other nothing, since nobody knows whose it is. */
export function maskCookieValue(value: string): string {
  return WHOLE_SIGNED.test(value) ? maskSignatures(value) : value === '' ? '' : MASK
}

/** A Set-Cookie line (RFC 6265, section 4.1.1): its attributes stay. */
export function maskSetCookie(line: string): string {
  const [, name = '', value = '', attributes = ''] = /^([^=;]*=)?([^;]*)(.*)$/s.exec(line) ?? []
  return `${name}${maskCookieValue(value.trim())}${attributes}`
}

/** The same request without signatures, without values of other cookies, and without what was in the session, in a form or in a query: of these, the names stay. */
export function maskRequest(request: RequestRecord): RequestRecord {
  return {
    ...request,
    path: maskQuery(request.path),
    ...(request.location === undefined ? {} : { location: maskQuery(request.location) }),
    cookieIn: maskVerdict(request.cookieIn),
    setCookie: request.setCookie.map(maskSetCookie),
    ...(request.form === undefined ? {} : { form: maskForm(request.form) }),
    before: maskValues(request.before),
    after: maskValues(request.after),
  }
}

/** A path or an address, without the values behind its `?` that are not the shop's own, and without what stands behind a `#`. */
export function maskQuery(address: string): string {
  const [, path = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(address) ?? []
  return `${path}${query === undefined ? '' : `?${query.split('&').map(maskField).join('&')}`}${fragment === undefined ? '' : `#${MASK}`}`
}

/** `application/x-www-form-urlencoded`: names stay, and so do values that are the shop's own. */
export function maskForm(form: string): string {
  return form.split('&').map(maskField).join('&')
}

function maskField(field: string): string {
  const end = field.indexOf('=')
  // Without a name, it may be anything.
  if (end < 0) return isOwn(field) ? field : MASK
  return `${field.slice(0, end + 1)}${isOwn(field.slice(end + 1)) ? field.slice(end + 1) : MASK}`
}

function isOwn(encoded: string): boolean {
  const text = [...new URLSearchParams(`x=${encoded}`).values()][0] ?? ''
  return OWN.words.has(text) || OWN.paths.has(text)
}

function maskVerdict(verdict: CookieVerdict): CookieVerdict {
  switch (verdict.kind) {
    case 'none':
    case 'good':
      return verdict
    case 'bad-signature':
      return { ...verdict, signature: MASK }
    case 'unsigned':
    case 'malformed':
      return { ...verdict, value: MASK }
  }
}

function maskValues(data: RequestRecord['before']): RequestRecord['before'] {
  return data === null ? null : Object.fromEntries(Object.keys(data).map((key) => [key, MASK]))
}
