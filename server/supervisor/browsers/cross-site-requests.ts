/** Requests that a page of another site set off: what their cookies went by, as they come, and what that page is given of the answer. Noted in the log beside their rows. */
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { cookiePairs } from '../../cookies/cookie-pairs.js'
import { hostOf, isForHost } from '../../cookies/judge/cookie-domain.js'
import { deciderOf, judgeSending } from '../../cookies/judge/sending.js'
import type { CookieAsking, CookieOrigin, StoredCookie } from '../../protocol/cookie-verdict.js'
import type { CookieSending, CrossSiteAct, CrossSiteCookie, CrossSiteRequest, Decider } from '../../protocol/cross-site.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { EventLog } from '../log/event-log.js'
import { answerFor, type PreflightAsks, type WhoOpens } from './cross-site-answer.js'
import type { Sighting } from './sighting.js'

/** Rows that are not told yet, and browsers. */
const MAX_NOTES = 200
/** A host name has 253 (RFC 1035, section 2.3.4); scheme and port are beside it. */
const MAX_ORIGIN_CHARACTERS = 300

export class CrossSiteRequests {
  readonly #log: EventLog
  /** By the request's id, the latest last. */
  readonly #notes = new Map<string, CrossSiteRequest>()
  /** What preflights ask for, by the request's id, for as long as they are not answered. */
  readonly #asks = new Map<string, PreflightAsks>()
  readonly #lastOf = new Map<string, string>()

  constructor(log: EventLog) {
    this.#log = log
  }

  /** @param id of the request */
  began(id: string, browser: string, request: CrossSiteRequest, asks: PreflightAsks | null = null): void {
    this.#notes.set(id, request)
    if (asks !== null) this.#asks.set(id, asks)
    this.#lastOf.set(browser, id)
    for (const oldest of this.#notes.keys()) {
      if (this.#notes.size <= MAX_NOTES) break
      this.#notes.delete(oldest)
      this.#asks.delete(oldest)
    }
  }

  /** Its answer's headers leave: what does the page get of it? @param sent as they leave @param opens who has opened the shop to other sites, if anybody */
  answered(id: string, sent: OutgoingHttpHeaders, opens: WhoOpens): void {
    const note = this.#notes.get(id)
    if (note === undefined) return
    this.#notes.set(id, { ...note, answer: answerFor(note, sent, opens, this.#asks.get(id) ?? null) })
    this.#asks.delete(id)
    this.tell(id)
  }

  /** To the row of this request, where it is there. */
  tell(id: string): void {
    const crossSite = this.#notes.get(id)
    if (crossSite !== undefined) this.#log.append({ kind: 'cross-site-noted', request: id, crossSite }, { cause: { request: id } })
  }

  /** The last one of a browser; null: none, or it was long ago. */
  lastOf(browser: string): CrossSiteRequest | null {
    return this.#notes.get(this.#lastOf.get(browser) ?? '') ?? null
  }

  forget(browser: string): void {
    this.#lastOf.delete(browser)
  }
}

/**
 * @param jar what the browser has, as far as is known
 * @param isVirtual it has proved itself: it says itself what no header of the web tells
 * @returns null: it comes from the browser's own page, or from the same site's
 */
export function crossSiteRequest(
  request: IncomingMessage,
  { url, asking: told, cookieHeader, isCrossSite }: Pick<Sighting, 'url' | 'asking' | 'cookieHeader' | 'isCrossSite'>,
  jar: readonly StoredCookie[],
  originOf: (cookie: StoredCookie) => CookieOrigin,
  isVirtual: boolean,
  now = Date.now(),
): CrossSiteRequest | null {
  if (!isCrossSite) return null
  const asks = isVirtual ? request.headers[INTERNAL_HEADERS.asks] : undefined
  const sent = cookiePairs(Buffer.from(cookieHeader ?? '', 'latin1').toString())
  const act = actOf(request, told, typeof asks === 'string' ? asks : '', sent.length > 0)
  const asking: CookieAsking = {
    ...told,
    ...(isVirtual && { credentials: act !== 'fetch', blocksThirdParty: String(asks).includes('blocks-third-party') }),
  }
  const to = new URL(url)
  const cookies = jar
    .filter((cookie) => isForHost(cookie, hostOf(to)))
    .map((cookie): CrossSiteCookie => {
      const isSent = sent.some(({ name, value }) => name === cookie.name && value === cookie.value)
      const judged: CookieSending = act === 'preflight' ? { outcome: 'withheld', rules: [{ code: 'preflight' }] } : judgeSending(cookie, to, asking, now)
      const sending = asSeen(judged, isSent)
      const origin = originOf(cookie)
      return { name: cookie.name, origin, by: whoDecided(sending, origin), ...sending }
    })
  return { page: originOfPage(request.headers), act, cookies, answer: null }
}

/** What is no page of the web (an extension's, an app's) has no origin that could be named; and any program may write what it likes there. */
function originOfPage({ origin, referer }: IncomingMessage['headers']): string | null {
  const page = origin ?? referer ?? ''
  const named = URL.canParse(page) ? new URL(page).origin : 'null'
  return named === 'null' || named.length > MAX_ORIGIN_CHARACTERS ? null : named
}

/** What the wire shows is what counts: where it is not what the rules say, neither is the reason. */
function asSeen(sending: CookieSending, isSent: boolean): CookieSending {
  if ((sending.outcome === 'attached') === isSent) return sending
  return isSent ? { outcome: 'attached', rules: [{ code: 'unexpected' }] } : { outcome: 'withheld', rules: [{ code: 'missing' }] }
}

function whoDecided({ rules: [rule] }: CookieSending, origin: CookieOrigin): Decider {
  const by = deciderOf(rule)
  return by === 'server' && origin === 'proxy' ? 'proxy' : by
}

const ACTS: readonly CrossSiteAct[] = ['link', 'form', 'fetch', 'fetch-with-credentials', 'frame']

/** @param asks what a virtual browser says of it */
function actOf({ headers, method }: IncomingMessage, { by }: CookieAsking, asks: string, bringsCookies: boolean): CrossSiteAct {
  const said = ACTS.find((act) => asks.split(' ')[0] === act)
  if (said) return said
  if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) return 'preflight'
  if (by === 'frame') return 'frame'
  if (by === 'navigation') return method === 'POST' ? 'form' : 'link'
  if (headers['sec-fetch-dest'] !== 'empty') return 'other'
  // No header says it. Without credentials no cookie would have come; and one that did not come may have stayed at home for reasons of its own.
  return bringsCookies ? 'fetch-with-credentials' : 'fetch-untold'
}

/** null: it is no preflight. */
export function preflightAsks({ method, headers }: IncomingMessage): PreflightAsks | null {
  const asked = headers['access-control-request-method']
  if (method !== 'OPTIONS' || asked === undefined) return null
  const names = String(headers['access-control-request-headers'] ?? '').split(',')
  return { method: String(asked), headers: names.map((each) => each.trim()).filter((each) => each !== '') }
}
