/** What the proxy does beside passing requests on. As usual that is nothing but saying who it passes on: whatever is null here is not on the way. */
import type { WhoOpens } from '../browsers/cross-site-answer.js'
import { FORWARDED_AS_USUAL, type ForwardedRule } from './forwarded.js'
import type { Opened } from './opened.js'
import type { PageCache } from './page-cache.js'

export interface Front {
  forwarded: ForwardedRule
  cache: PageCache | null
  /** Of the Cookie header: what is longer is refused. */
  cookieLimitBytes: number | null
  /** Of all headers, at the lesson servers, which refuse by themselves what is longer. */
  serverLimitBytes: number | null
  /** To the other site's pages. */
  opened: Opened | null
}

export function frontAsUsual(): Front {
  return { forwarded: FORWARDED_AS_USUAL, cache: null, cookieLimitBytes: null, serverLimitBytes: null, opened: null }
}

/** Who has let pages of other sites in, and who has answered. */
export function whoOpens({ opened }: Front, from: WhoOpens['from']): WhoOpens {
  return { cors: opened?.cors === true ? 'proxy' : 'server', from }
}
