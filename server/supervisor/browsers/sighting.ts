/** What is on the wire about who sent a request. */
import type { IncomingMessage } from 'node:http'
import { type CookiePair, cookiePairs } from '../../cookies/cookie-pairs.js'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import { isOverTls } from '../doors/over-tls.js'

const MAX_AGENT_CHARACTERS = 400

/** What the session's cookie is called. */
export interface SessionNames {
  /** One, unless lesson servers differ in it. */
  readonly now: readonly string[]
  readonly earlier: readonly string[]
}

export interface Sighting {
  /** The shop's host name as the browser calls it, without the port: each has a jar of its own. */
  readonly host: string
  /** Origin and path, without the query: cookies go by it. */
  readonly url: string
  readonly userAgent: string
  /** A page in the dashboard's frame, or the dashboard's page itself, asked for it. */
  readonly isFrame: boolean
  /** Another site set it off, so SameSite may have withheld cookies. */
  readonly isCrossSite: boolean
  /** How it was made, as far as it tells. */
  readonly asking: CookieAsking
  /** A connection belongs to one browser, unless something between it and us carries several. */
  readonly connection: object
  readonly cookieHeader: string | undefined
  /** Values under the session's name, in the order of the header: the server takes the first. */
  readonly sessionValues: readonly string[]
  /** Cookies whose name was the session's earlier in this launch. */
  readonly formerCookies: readonly CookiePair[]
}

/** @param names of the session cookie: now, and earlier @param isFrame where the request itself does not tell */
export function sightingOf(request: IncomingMessage, { now, earlier }: SessionNames, isFrame = request.headers['sec-fetch-dest'] === 'iframe'): Sighting {
  const { headers, socket } = request
  const { hostname, origin } = hostOf(request)
  const pairs = cookiePairs(headers.cookie)
  return {
    host: hostname,
    url: origin + (request.url ?? '/').split('?', 1)[0],
    userAgent: (headers['user-agent'] ?? '').slice(0, MAX_AGENT_CHARACTERS),
    isFrame,
    isCrossSite: headers['sec-fetch-site'] === 'cross-site',
    asking: askingOf(request),
    connection: socket,
    cookieHeader: headers.cookie,
    sessionValues: pairs.flatMap(({ name, value }) => (now.includes(name) ? [value] : [])),
    formerCookies: pairs.filter(({ name }) => earlier.includes(name)),
  }
}

/** The gateway lets known hosts in only, so this can be read; a stranger's that cannot is like localhost. */
function hostOf(request: IncomingMessage): { readonly hostname: string; readonly origin: string } {
  const scheme = isOverTls(request) ? 'https' : 'http'
  const { host } = request.headers
  return new URL(URL.canParse(`${scheme}://${host}`) ? `${scheme}://${host}` : `${scheme}://localhost`)
}

/** By the Sec-Fetch headers; a browser without them, or another program, is taken at its word as somebody who typed the address. */
function askingOf({ headers, method }: IncomingMessage): CookieAsking {
  const dest = headers['sec-fetch-dest'] ?? 'document'
  const by = dest === 'document' ? 'navigation' : FRAMES.has(dest) ? 'frame' : 'fetch'
  const page = headers['sec-fetch-site'] === 'cross-site' ? (headers.origin ?? headers.referer ?? '') : null
  return { channel: 'http', by, method: method === 'POST' ? 'POST' : 'GET', page: page === null || URL.canParse(page) ? page : ANOTHER_SITE }
}

const FRAMES: ReadonlySet<string> = new Set(['iframe', 'frame', 'embed', 'object'])
/** Its page does not say where it is. */
const ANOTHER_SITE = 'http://another-site.invalid/'
