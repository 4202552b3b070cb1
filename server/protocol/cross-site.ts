/**
 * A request that a page of another site set off: which cookies went along, which stayed at home, what that page was given of the answer, and who decided.
 * Data, which the page words.
 */
import type { CookieOrigin } from './cookie-verdict.js'

/**
 * What the other site's page did. `preflight`: it is about to fetch what no form could send, so the browser asks first (Fetch, "CORS-preflight fetch").
 * `fetch-untold`: a real browser's fetch that brought no cookie. No header says whether it was with credentials. `other`: a picture, a script and the like.
 */
export type CrossSiteAct = 'link' | 'form' | 'fetch' | 'fetch-with-credentials' | 'fetch-untold' | 'preflight' | 'frame' | 'other'

export interface CrossSiteRequest {
  /** Origin of the page; null: the browser does not say. */
  readonly page: string | null
  readonly act: CrossSiteAct
  /** Each cookie that the browser has for the shop's host. */
  readonly cookies: readonly CrossSiteCookie[]
  /** null: it is shown in the tab, as any page; or there is no answer yet. */
  readonly answer: CrossSiteAnswer | null
}

export interface CrossSiteCookie extends CookieSending {
  readonly name: string
  readonly origin: CookieOrigin
  readonly by: Decider
}

/** `server`, `proxy`: whoever set the cookie, or the headers of the answer; `page`: the other site's. The browser carries out what they say. */
export type Decider = 'browser' | 'server' | 'proxy' | 'page'

/** Does a cookie go along? Of the rules that keep it back, the first is the one to tell. */
export interface CookieSending {
  readonly outcome: 'attached' | 'withheld'
  readonly rules: readonly [SendingRule, ...SendingRule[]]
}

/** Sections are those of RFC 6265bis. */
export type SendingRule = AttachingRule | WithholdingRule

type AttachingRule =
  /** The page in the tab, and whoever asks, are of the cookie's own site (5.2). */
  | { readonly code: 'same-site' }
  /** SameSite=None (5.6.7). */
  | { readonly code: 'none' }
  /** A link, or another navigation of the whole tab by a safe method: all but Strict go along (5.6.7.1). `given`: what the cookie says; null: nothing, so Lax. */
  | { readonly code: 'top-level'; readonly given: 'Lax' | null }
  /** The cookie says nothing of SameSite and is younger than two minutes (5.6.7.2). */
  | { readonly code: 'grace'; readonly ageSeconds: number; readonly graceSeconds: number }
  /** It was set below this very site, and lies in the jar of its own (CHIPS). */
  | { readonly code: 'partitioned'; readonly topLevelSite: string }
  /** It came, and the rules say that it would not. */
  | { readonly code: 'unexpected' }

type WithholdingRule =
  /** SameSite=Strict (5.6.7.1). */
  | { readonly code: 'strict' }
  /** Lax, or nothing, and the tab does not go to the cookie's site (5.6.7.1). */
  | { readonly code: 'not-top-level'; readonly given: 'Lax' | null; readonly by: 'frame' | 'fetch' }
  /** SameSite=Lax, and a method that may change something (5.6.7.1). */
  | { readonly code: 'unsafe-method'; readonly method: string }
  /** The cookie says nothing of SameSite and is older than two minutes (5.6.7.2). */
  | { readonly code: 'grace-over'; readonly ageSeconds: number; readonly graceSeconds: number }
  /** The browser blocks third-party cookies (7.1). */
  | { readonly code: 'third-party-blocked' }
  /** It lies in the jar of its own of another site in the tab (CHIPS). `set`: of which. */
  | { readonly code: 'other-partition'; readonly set: string }
  /** fetch without credentials, which is its default across origins (Fetch, "credentials mode"). */
  | { readonly code: 'no-credentials' }
  /** A preflight takes no cookie along, whatever it says (Fetch, "CORS-preflight fetch"). */
  | { readonly code: 'preflight' }
  /** Secure, and plain http to elsewhere than this machine (5.8.3). */
  | { readonly code: 'secure-over-http'; readonly host: string }
  /** For another path (5.8.3). */
  | { readonly code: 'other-path'; readonly path: string }
  /** For another host (5.8.3). */
  | { readonly code: 'other-host'; readonly domain: string }
  /** HttpOnly, and a script reads (5.8.3). */
  | { readonly code: 'http-only' }
  /** It did not come, and the rules say that it would: blocked, or gone. */
  | { readonly code: 'missing' }

/** What the other site's page is given of the answer. `depends`: it can be read where it was asked for without credentials, and nobody told. `passed`, `held-back`: of a preflight, what becomes of the request itself. */
export interface CrossSiteAnswer {
  readonly outcome: 'readable' | 'unreadable' | 'depends' | 'framed' | 'not-framed' | 'passed' | 'held-back'
  /** Who has answered, and so whether the shop has done what was asked. `proxy`: it has refused. */
  readonly from: 'shop' | 'cache' | 'proxy'
  readonly by: Decider
  readonly rule: AnswerRule
}

export type AnswerRule =
  /** Access-Control-Allow-Origin names the page's origin, or everybody (Fetch, "CORS check"). */
  | { readonly code: 'cors-allowed'; readonly given: string }
  /** There is no Access-Control-Allow-Origin. */
  | { readonly code: 'cors-missing' }
  /** It names another origin; with credentials, `*` names nobody. */
  | { readonly code: 'cors-other-origin'; readonly given: string }
  /** A preflight: this header or method is not among those that are allowed. */
  | { readonly code: 'preflight-not-allowed'; readonly asked: string }
  /** With credentials, Access-Control-Allow-Credentials: true is asked for as well. */
  | { readonly code: 'cors-without-credentials' }
  /** frame-ancestors of the Content-Security-Policy does not name the page (CSP 3). */
  | { readonly code: 'frame-ancestors' }
  /** Nothing forbids it, or frame-ancestors names the page. */
  | { readonly code: 'frame-allowed' }
