/** What becomes of a Set-Cookie line, by Chromium's rules: data, which the page words. */

/** Why a line is refused. Sections are those of RFC 6265bis; what is Chromium's alone says so. */
export type CookieRule =
  /** Neither name nor value (5.7, step 5). */
  | { readonly code: 'no-name-and-value' }
  /** A control character, or a tab inside of a name, a value or an attribute. `character`: as U+0009 (5.6, step 1; the tab is Chromium's). */
  | { readonly code: 'control-character'; readonly character: string }
  /** NUL in a header: Chromium drops the whole answer. */
  | { readonly code: 'nul' }
  /** Name and value together (5.7, step 6). */
  | { readonly code: 'too-large'; readonly bytes: number; readonly limitBytes: number }
  /** No name, and a value that would come back as a name (Chromium's). */
  | { readonly code: 'nameless-with-equals' }
  /** Domain is not a host name. */
  | { readonly code: 'domain-unreadable'; readonly given: string }
  /** Domain is neither the host nor above it (5.7, step 10). */
  | { readonly code: 'other-domain'; readonly given: string; readonly host: string }
  /** Domain is a public suffix, such as com or github.io (5.7, step 9). */
  | { readonly code: 'public-suffix'; readonly given: string }
  /** The name begins with a prefix that promises what the line does not keep (5.7, steps 20 to 22; 4.1.3). */
  | { readonly code: 'prefix'; readonly prefix: CookiePrefix; readonly lacks: readonly PrefixDemand[] }
  /** No name, and a value that looks like a name with a prefix (5.7, step 23). */
  | { readonly code: 'hidden-prefix'; readonly prefix: CookiePrefix }
  /** Secure, over http, from elsewhere than this machine (5.7, step 13; Chromium trusts localhost). */
  | { readonly code: 'secure-over-http'; readonly host: string }
  /** SameSite=None without Secure (5.7, step 19). */
  | { readonly code: 'none-without-secure' }
  /** Partitioned without Secure (CHIPS, section 2.1). */
  | { readonly code: 'partitioned-without-secure' }
  /** Partitioned, over http, from elsewhere than this machine. */
  | { readonly code: 'partitioned-over-http'; readonly host: string }
  /** From another site, and not SameSite=None (5.7, step 18). `given`: what the line says of SameSite; null: nothing, so Lax. */
  | { readonly code: 'cross-site'; readonly given: 'Lax' | 'Strict' | null }
  /** From another site, and the browser blocks third-party cookies (7.1). */
  | { readonly code: 'third-party-blocked' }
  /** Asked for without credentials (Fetch, "credentials mode"). */
  | { readonly code: 'no-credentials' }
  /** A Secure cookie of this name is there, and this came insecurely (5.7, step 14). */
  | { readonly code: 'would-overwrite-secure' }
  /** A script must not set HttpOnly (5.7, step 15). */
  | { readonly code: 'http-only-by-script' }
  /** A script must not change an HttpOnly cookie (5.7, step 24). */
  | { readonly code: 'would-overwrite-http-only' }

/**
 * - `session`: it has the name that the session's cookie has now;
 * - `former`: this shop handed it out as the session's cookie while that had another name;
 * - `shop`: this shop set it, as something else;
 * - `proxy`: the proxy in front of two lesson servers set it, and keeps the browser with one of them by it;
 * - `elsewhere`: it came in a Cookie header, and this shop has not set it: all ports of a host share their cookies.
 */
export type CookieOrigin = 'session' | 'former' | 'shop' | 'proxy' | 'elsewhere'

export type CookiePrefix = '__Secure-' | '__Host-' | '__Http-' | '__Host-Http-'
/** What a prefix asks for: `https`: that it came over https, or from this machine. */
export type PrefixDemand = 'Secure' | 'HttpOnly' | 'Path=/' | 'no Domain' | 'https'

/** What a browser does otherwise than the line seems to say. */
export type CookieNote =
  | { readonly code: 'attribute-too-long'; readonly name: string; readonly limitBytes: number }
  | { readonly code: 'max-age-unreadable'; readonly given: string }
  | { readonly code: 'expires-unreadable'; readonly given: string }
  | { readonly code: 'capped'; readonly limitDays: number }
  /** By so much the server's clock is ahead, and Expires with it. */
  | { readonly code: 'server-clock-off'; readonly offBySeconds: number }
  | { readonly code: 'same-site-unknown'; readonly given: string }
  | { readonly code: 'path-ignored'; readonly given: string; readonly path: string }
  | { readonly code: 'nameless' }
  /** Secure over http, and this machine is trusted. */
  | { readonly code: 'trusted-host'; readonly host: string }
  /** The site had too many, so the oldest went. */
  | { readonly code: 'evicted'; readonly count: number }

/** A cookie as a browser keeps it. */
export interface StoredCookie {
  readonly name: string
  readonly value: string
  /** With a dot in front where all hosts below it get it too. */
  readonly domain: string
  readonly hostOnly: boolean
  readonly path: string
  /** Epoch ms; null: with the browser's session. */
  readonly expiresAt: number | null
  readonly secure: boolean
  readonly httpOnly: boolean
  /** null: none that a browser knows, so Lax with two minutes of grace. */
  readonly sameSite: 'Strict' | 'Lax' | 'None' | null
  /** The jar of its own in which it lies; null: in the one for all. */
  readonly partition: CookiePartition | null
  readonly priority: 'Low' | 'Medium' | 'High'
  readonly sourceScheme: 'Secure' | 'NonSecure'
  readonly sourcePort: number
  /** Epoch ms. */
  readonly createdAt: number
}

export interface CookiePartition {
  /** Scheme and site of the page in the tab. */
  readonly topLevelSite: string
  readonly hasCrossSiteAncestor: boolean
}

/** `removed`: accepted and over at once, which is how a cookie is removed. */
export type SetCookieVerdict =
  | { readonly outcome: 'kept'; readonly cookie: StoredCookie; readonly notes: readonly CookieNote[] }
  | { readonly outcome: 'removed'; readonly cookie: StoredCookie; readonly notes: readonly CookieNote[] }
  /** Each rule that it breaks, the first of them is the one to tell. */
  | { readonly outcome: 'refused'; readonly rules: readonly [CookieRule, ...CookieRule[]] }

/** How the request was made whose answer brings the line. */
export interface CookieAsking {
  /** `script`: document.cookie. */
  readonly channel: 'http' | 'script'
  /** `navigation`: of the whole tab, by a link, a form or an address; `frame`, `fetch`: from inside of a page. */
  readonly by: 'navigation' | 'frame' | 'fetch'
  readonly method: 'GET' | 'POST'
  /** The address of the page in the tab that asked; null: it is of the same site. */
  readonly page: string | null
  /** false: it was asked for without cookies, and takes none (`fetch` with `credentials: 'omit'`, or across origins with its default). */
  readonly credentials?: boolean
  /** Does the browser block third-party cookies? Left out: it does not, or nothing is known of it. */
  readonly blocksThirdParty?: boolean
}

/** A Set-Cookie line of somebody's own, sent with the shop's next answer to one browser. */
export interface LineTrial {
  readonly line: string
  /** What Chromium's rules say, with what is known of this browser's jar; null: not sent yet. */
  readonly verdict: SetCookieVerdict | null
  /**
   * What its requests show: `waiting`: it has asked for nothing since, so the line is not sent; `given-up`: nor will it be, since no page came of it in time;
   * `sent`: it has not asked again; `came-back`: the next request brought the cookie; `stayed-away`: it did not; `not-due`: it would not have brought it, kept
   * or not; `was-there`: it had had the same one before.
   */
  readonly seen: 'waiting' | 'given-up' | 'sent' | 'came-back' | 'stayed-away' | 'not-due' | 'was-there'
}
