/**
 * What must not travel with a request that somebody shows to others: signatures, cookies of unknown form, and what people put into their sessions, into forms
 * and into an address. What is the shop's own word in a form or there stays, as in a recording (server/protocol/recording/own-words.ts).
 */
import { OWN, withoutCited } from '../../../server/protocol/recording/own-words.js'
import type { CookieVerdict, RequestRecord } from '../../../server/protocol/requests.js'
import type { Why } from '../../../server/protocol/why.js'

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

/**
 * The same request without signatures, without values of other cookies, and without what was in the session, in a form or in its address: names of what was
 * in the session stay. Where an error repeats some of it, it is masked there as well.
 */
export function maskRequest(request: RequestRecord): RequestRecord {
  const said = sayingNothingOf(request)
  const why = (given: Why): Why => ({
    ...given,
    message: said(given.message),
    params: Object.fromEntries(Object.entries(given.params).map(([name, value]) => [name, typeof value === 'string' ? said(value) : value])),
  })
  const { location, form, problem, mistake } = request
  return {
    ...request,
    path: maskAddress(request.path),
    ...(location !== undefined && { location: maskAddress(location) }),
    cookieIn: maskVerdict(request.cookieIn),
    setCookie: request.setCookie.map(maskSetCookie),
    ...(form !== undefined && { form: maskForm(form) }),
    before: maskValues(request.before),
    after: maskValues(request.after),
    operations: request.operations.map((operation) => (operation.error === undefined ? operation : { ...operation, error: why(operation.error) })),
    decisions: request.decisions.map((decision) =>
      'error' in decision && decision.error !== undefined ? { ...decision, error: said(decision.error) } : decision,
    ),
    ...(problem !== undefined && { problem: why(problem) }),
    ...(mistake !== undefined && { mistake: { ...mistake, message: said(mistake.message) } }),
  }
}

/** A path or an address without what is not the shop's own: an id or a token may stand anywhere in it. What stands behind a `#` goes. */
export function maskAddress(address: string): string {
  const [, origin = '', path = '', query, fragment] = ADDRESS.exec(address) ?? []
  return `${origin}${maskPath(path)}${query === undefined ? '' : `?${query.split('&').map(maskField).join('&')}`}${fragment === undefined ? '' : `#${MASK}`}`
}

/** Of an address without query: segments that are no page of the shop's. */
export function maskPath(path: string): string {
  return path.replace(/[^/]+/g, (segment) => (OWN.paths.has(segment) ? segment : MASK))
}

/** `application/x-www-form-urlencoded`: values that are the shop's own stay, and so do names that are, or that say nothing. */
export function maskForm(form: string): string {
  return form.split('&').map(maskField).join('&')
}

const ADDRESS = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is

function maskField(field: string): string {
  const end = field.indexOf('=')
  // Without a name, it may be anything.
  if (end < 0) return isOwn(field) ? field : MASK
  const [name, value] = [field.slice(0, end), field.slice(end + 1)]
  return `${name === '' || isHarmless(decoded(name)) ? name : MASK}=${isOwn(value) ? value : MASK}`
}

/** Of a field. */
function isHarmless(name: string): boolean {
  return OWN.fields.has(name) || OWN.keys.has(name)
}

function isOwn(encoded: string): boolean {
  const text = decoded(encoded)
  return OWN.words.has(text) || OWN.paths.has(text)
}

/** As a form or a query has it. */
function decoded(encoded: string): string {
  return [...new URLSearchParams(`x=${encoded}`).values()][0] ?? ''
}

/** Takes out of sentences about a request what is masked elsewhere in it, and what they cite of a text that nobody could read. */
function sayingNothingOf(request: RequestRecord): (sentence: string) => string {
  const texts = textsOf(request).filter((text) => text.length > 1 && !OWN.words.has(text) && !OWN.paths.has(text))
  const words = [...new Set(texts)].toSorted((a, b) => b.length - a.length).map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const pattern = words.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return (sentence) => {
    const uncited = withoutCited(sentence, MASK)
    return maskSignatures(pattern === null ? uncited : uncited.replace(pattern, MASK))
  }
}

/** What somebody may have typed or was given, as it came and as the shop read it. */
function textsOf({ path, location = '', form = '', cookieIn, setCookie, before, after }: RequestRecord): readonly string[] {
  const parts = [path, location, form].flatMap((text) => text.split(/[/?&=#]/))
  const cookies = setCookie.map((line) => (line.split(';')[0] ?? '').replace(/^[^=]*=/, '')).filter((value) => maskCookieValue(value) === MASK)
  const sent = 'value' in cookieIn ? [cookieIn.value] : 'signature' in cookieIn ? [cookieIn.signature] : []
  return [...[...parts, ...cookies, ...sent].flatMap((text) => [text, decoded(text)]), ...textsIn(before), ...textsIn(after)]
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
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
