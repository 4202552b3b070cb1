/** The browsers that the dashboard follows, with their cookies. */
import type { CookieNote, CookieOrigin, CookieRule, LineTrial } from './cookie-verdict.js'
import type { CrossSiteRequest } from './cross-site.js'
import type { InstanceId } from './instances.js'
import type { Actor, CookieVerdict } from './requests.js'

/** One cookie as its owner's jar keeps it (RFC 6265, section 5.3). */
export interface JarCookie {
  readonly name: string
  /** As in the header, not decoded. */
  readonly value: string
  /** What the session middleware would make of it, now; null for a cookie that is not the session's. */
  readonly verdict: CookieVerdict | null
  readonly origin: CookieOrigin
  /** The parts of a signed value, as they stand in the header; null when it has another form. */
  readonly parts: { readonly prefix: string; readonly sessionId: string; readonly signature: string } | null
  /** Attributes of the Set-Cookie header that made it; null when it was only ever seen in a Cookie header (a browser never sends attributes back). */
  readonly attributes: CookieAttributes | null
}

export interface CookieAttributes {
  readonly path: string | null
  readonly domain: string | null
  /** Epoch ms; null: a session cookie in the browser's sense, gone when it closes. */
  readonly expiresAt: number | null
  readonly maxAgeSeconds: number | null
  readonly httpOnly: boolean
  readonly secure: boolean
  readonly sameSite: string | null
  readonly partitioned: boolean
  readonly priority: string | null
  /** The whole Set-Cookie line. */
  readonly line: string
}

/** A browser that the dashboard follows: a real one (`you`, `visitor:N`) or a virtual one. */
export interface BrowserState {
  readonly id: Exclude<Actor, 'other' | 'crowd'>
  /** Empty for real browsers (the page words it from `real`). */
  readonly name: string
  /** null: a virtual browser. */
  readonly real: RealBrowserFacts | null
  readonly hue: number
  readonly jar: readonly JarCookie[]
  /** The session ID in its cookie, whether or not the store knows it. */
  readonly sessionId: string | null
  /** Does the store hold that session? null while unknown. */
  readonly known: boolean | null
  /** What became of the session cookie that the shop last sent it; null: none was sent, or it was taken back. */
  readonly lastSetCookie: SetCookieFate | null
  /** The last Set-Cookie line of somebody's own that was tried in it; null: none. */
  readonly trial: LineTrial | null
  /** Set when its last request brought several cookies under the session's name. */
  readonly namesakes: Namesakes | null
  /** The page of the shop that it last saw, as text: what a virtual browser got, or what passed to a real one; null before the first. */
  readonly page: BrowserPage | null
  /** The stream of events that a virtual browser opened last; left out: none. */
  readonly stream?: BrowserStream
  readonly lastRequestAt: number | null
  /** The last of its requests that a page of another site set off; null: none has been. */
  readonly crossSite: CrossSiteRequest | null
  /** What a virtual browser does with cookies of another site than that in its tab; null: a real one does not tell. */
  readonly thirdPartyCookies: ThirdPartyCookies | null
  /** Another browser's session cookie that was copied into this virtual one, while it has it; null: none. */
  readonly borrowed: BorrowedCookie | null
}

export type ThirdPartyCookies = 'allowed' | 'blocked'

export interface BorrowedCookie {
  readonly from: BrowserState['id']
  /** Epoch ms. */
  readonly at: number
}

/** An answer that goes on: what it said last. */
export interface BrowserStream {
  readonly path: string
  /** The last message, word for word; empty: none came yet. */
  readonly said: string
  readonly isOpen: boolean
}

/** A page of the shop, as text. What is no page has its type as the title, and its beginning as the greeting. */
export interface BrowserPage {
  readonly path: string
  readonly status: number
  readonly title: string
  readonly greeting: string
  readonly cartCount: number
  /** The message that it shows once; left out: none. */
  readonly flash?: string
  /** The life of a lesson server that answered, or should have; null: none ran, and a notice says so. */
  readonly life: { readonly instance: InstanceId; readonly boot: number } | null
}

/** What is on the wire about a real browser: a jar is told by its cookies and its host name, so each host name counts for itself. */
export interface RealBrowserFacts {
  /** The product in its User-Agent: "Firefox"; empty where it has none that is known. */
  readonly product: string
  /** 1; more where another browser of the same product at the same host name has a lower one. */
  readonly number: number
  /** The shop's host name as this browser calls it, without the port; null before its first request. */
  readonly host: string | null
  readonly userAgent: string
  /** Has it shown the shop in a frame of the dashboard? */
  readonly isFramed: boolean
  /**
   * How it was told from the others: `frame`, `first`: the frame's, or the first to come; `agent`, `host`: another User-Agent, or host name;
   * `no-cookie`: it brought none when the others like it had one; `cookie`: it brought one that none of the others has.
   */
  readonly toldBy: 'frame' | 'first' | 'agent' | 'host' | 'no-cookie' | 'cookie'
}

/** A browser that is no longer followed. Rows of the timeline keep its name and colour. */
export interface FormerBrowser extends Pick<BrowserState, 'id' | 'name' | 'hue'> {
  readonly real: RealBrowserFacts | null
}

/** What a browser did with the session cookie that it was last sent. A real one shows that with its next request only. */
export interface SetCookieFate {
  /** Epoch ms. */
  readonly at: number
  /** The whole Set-Cookie line. */
  readonly line: string
  /**
   * `waiting`: no request has shown it yet; `kept`: it came back; `refused`: the next request brought none; `other`: it brought another one;
   * `gone`: it had come back, and then a request came without it; `expired`: its time is over.
   */
  readonly outcome: 'waiting' | 'kept' | 'refused' | 'other' | 'gone' | 'expired'
  /** Why Chromium refuses this line; null: it does not. */
  readonly refusal: CookieRule | null
  /** Of a line that it does not refuse: what it does otherwise than the line seems to say. */
  readonly notes: readonly CookieNote[]
  /** The cookie under this name that the request had brought, where this shop had not signed it: the line overwrote it, whosever it was. */
  readonly overwrote: 'unsigned' | 'bad-signature' | 'malformed' | null
}

/** Several cookies of one name in a Cookie header: express-session reads the first, and browsers put the longest path first. */
export interface Namesakes {
  readonly count: number
  /** Which of them this shop handed out: counted from 1; null: none. */
  readonly own: number | null
}
