/**
 * Requests as an HTTP Archive, version 1.2 (HAR 1.2 Spec, Jan Odvarka, http://www.softwareishard.com/blog/har-12-spec/), which the developer tools of
 * Chromium and Firefox read. What Sessionscope does not know is left out, with a `comment` that says so, or -1 where a number has to stand. What only it
 * knows is in fields that begin with `_`, as the specification has it for fields of one's own.
 */
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { cookieSent, type KnownCookies } from './cookie-sent.js'
import { maskRequest } from './masked.js'

export interface HarOptions {
  /** Version of Sessionscope. */
  readonly version: string
  /** Origin of the shop as the sender of this request calls it: `http://localhost:4100`. */
  readonly originOf: (request: RequestRecord) => string
  /** What its sender is called. */
  readonly nameOf: (request: RequestRecord) => string
  /** User-Agent of its sender; null: not known. */
  readonly agentOf: (request: RequestRecord) => string | null
  /** Real values of cookies; null: signatures, the values of other cookies, and what sessions, forms and addresses hold are masked. */
  readonly cookies: KnownCookies | null
}

interface NameValue {
  readonly name: string
  readonly value: string
}

interface HarCookie extends NameValue {
  readonly path?: string
  readonly domain?: string
  /** ISO 8601. */
  readonly expires?: string
  readonly httpOnly?: boolean
  readonly secure?: boolean
  /** Attributes that are younger than the specification, by their names in lower case: `samesite`, `max-age`, `partitioned`, `priority`. */
  readonly _attributes?: Readonly<Record<string, string>>
}

const SOME_HEADERS = 'Sessionscope notes the headers that sessions depend on; the others are not here.'
const NO_BODY = 'Sessionscope does not keep what was answered.'
const FORM = 'application/x-www-form-urlencoded'
const ONE_CLOCK = 'As measured in the server: without the way to the browser, for which 0 stands here.'
const SHORTEST_MS = 0.001
const CUT_OFF = 'There was no whole answer: status 0 stands for it.'

/** @param requests in the order in which they came */
export function harOf(requests: readonly RequestRecord[], options: HarOptions): object {
  const actors = new Map<string, RequestRecord>()
  for (const request of requests) if (!actors.has(request.actor)) actors.set(request.actor, request)
  return {
    log: {
      version: '1.2',
      creator: { name: 'Sessionscope', version: options.version },
      // A page stands for a browser, so that tools that group by page tell the browsers apart.
      pages: [...actors.values()].map((first) => ({
        startedDateTime: isoOf(first.at),
        id: first.actor,
        title: options.nameOf(first),
        pageTimings: { comment: 'Not measured.' },
      })),
      entries: requests.map((request) => entryOf(options.cookies === null ? maskRequest(request) : request, options)),
      comment:
        options.cookies === null
          ? 'Signatures of cookies, values of other cookies, what sessions hold, and what forms and addresses hold beside the words of the shop are masked (***).'
          : 'Holds cookies that are good for the sessions of the sandbox that it is from.',
    },
  }
}

function entryOf(request: RequestRecord, options: HarOptions): object {
  return {
    pageref: request.actor,
    startedDateTime: isoOf(request.at),
    request: requestOf(request, options),
    response: responseOf(request),
    cache: request.cached === undefined ? {} : { comment: `Answered by the cache of the proxy, with an answer that was ${request.cached.ageMs} ms old.` },
    ...timesOf(request),
    ...typeOf(request),
    ...(request.problem === undefined ? {} : { comment: request.problem.message }),
    _sessionscope: ownOf(request),
  }
}

/**
 * Until the headers left, and from there to the end, in ms. Chromium takes all of the waiting for stalling where nothing at all comes before it, so a
 * thousandth of a millisecond does; Firefox shows -1 as a time, and the sum of the parts with all its digits, so the last part makes that one even.
 */
function timesOf({ headersMs, durationMs }: RequestRecord): object {
  const time = toMicroseconds(durationMs)
  const blocked = Math.min(SHORTEST_MS, time)
  let wait = Math.max(0, toMicroseconds(Math.min(headersMs ?? durationMs, time) - blocked))
  const receive = () => Math.max(0, time - (blocked + wait))
  // Some sums of decimal fractions miss what they should be, whatever the last part: a thousandth less of waiting is another sum.
  while (wait > 0 && blocked + wait + receive() !== time) wait = toMicroseconds(wait - SHORTEST_MS)
  return { time, timings: { blocked, dns: 0, connect: 0, ssl: 0, send: 0, wait, receive: receive(), comment: ONE_CLOCK } }
}

function toMicroseconds(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

/**
 * What it was asked for as, in the field that Chromium writes and reads. The shop's pages have no scripts; what belongs to them is a file, which importers
 * know by its name.
 */
function typeOf({ actor, path, crossSite }: RequestRecord): object {
  const isFile = /\.\w+$/.test(path.replace(/\?.*/, ''))
  if (actor === 'other' || isFile || crossSite?.act === 'other') return {}
  if (crossSite?.act === 'preflight') return { _resourceType: 'preflight' }
  return { _resourceType: crossSite?.act.startsWith('fetch') ? 'fetch' : 'document' }
}

function requestOf(request: RequestRecord, { originOf, agentOf, cookies }: HarOptions): object {
  const origin = originOf(request)
  const cookie = cookieSent(request, cookies)
  const agent = agentOf(request)
  return {
    method: request.method,
    url: origin + request.path,
    httpVersion: 'HTTP/1.1',
    cookies: cookie === null ? [] : [{ name: cookie.name, value: cookie.value }],
    headers: [
      { name: 'Host', value: new URL(origin).host },
      ...(request.form === undefined ? [] : [{ name: 'Content-Type', value: FORM }]),
      ...(agent === null ? [] : [{ name: 'User-Agent', value: agent }]),
      ...(cookie === null ? [] : [{ name: 'Cookie', value: `${cookie.name}=${cookie.value}` }]),
    ],
    queryString: queryOf(request.path),
    ...(request.form === undefined ? {} : { postData: { mimeType: FORM, text: request.form } }),
    headersSize: -1,
    bodySize: -1,
    comment: SOME_HEADERS,
  }
}

function queryOf(path: string): readonly NameValue[] {
  const begin = path.indexOf('?')
  return begin < 0 ? [] : [...new URLSearchParams(path.slice(begin + 1))].map(([name, value]) => ({ name, value }))
}

function responseOf({ status, location, setCookie }: RequestRecord): object {
  return {
    status: status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: setCookie.map(cookieOf),
    headers: [...(location === undefined ? [] : [{ name: 'Location', value: location }]), ...setCookie.map((value) => ({ name: 'Set-Cookie', value }))],
    content: { size: -1, mimeType: 'x-unknown', comment: NO_BODY },
    redirectURL: location ?? '',
    headersSize: -1,
    bodySize: -1,
    comment: status === null ? CUT_OFF : SOME_HEADERS,
  }
}

/** A Set-Cookie line, taken apart as RFC 6265, section 5.2, does. */
function cookieOf(line: string): HarCookie {
  const [pair = '', ...attributes] = line.split(';')
  const begin = pair.indexOf('=')
  const given = attributes.map((attribute) => {
    const place = attribute.indexOf('=')
    return place < 0
      ? ([attribute.trim().toLowerCase(), ''] as const)
      : ([attribute.slice(0, place).trim().toLowerCase(), attribute.slice(place + 1).trim()] as const)
  })
  const found = new Map(given)
  const expires = Date.parse(found.get('expires') ?? '')
  const others = given.filter(([name]) => ['samesite', 'max-age', 'partitioned', 'priority'].includes(name))
  return {
    name: begin < 0 ? '' : pair.slice(0, begin).trim(),
    value: (begin < 0 ? pair : pair.slice(begin + 1)).trim(),
    ...textOf('path', found.get('path')),
    ...textOf('domain', found.get('domain')),
    ...(Number.isNaN(expires) ? {} : { expires: isoOf(expires) }),
    httpOnly: found.has('httponly'),
    secure: found.has('secure'),
    ...(others.length === 0 ? {} : { _attributes: Object.fromEntries(others) }),
  }
}

function textOf<Name extends string>(name: Name, value: string | undefined): { readonly [N in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [N in Name]: string })
}

/** What no other tool knows of a request. */
function ownOf({ id, actor, instance, boot, store, cookieIn, operations, decisions, sessionId, sessionIsNew, before, after, ...more }: RequestRecord): object {
  const { outcome, options, seen, cached, crossed, crossSite, problem, mistake } = more
  return {
    id,
    actor,
    instance,
    boot,
    store,
    outcome,
    cookie: cookieIn,
    decisions,
    operations,
    session: { id: sessionId, isNew: sessionIsNew, before, after },
    options,
    ...Object.fromEntries(Object.entries({ seen, cached, crossed, crossSite, problem, mistake }).filter(([, value]) => value !== undefined)),
  }
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
