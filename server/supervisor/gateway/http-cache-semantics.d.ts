/** What is used of `http-cache-semantics`, which brings no types that a checker finds. */
declare module 'http-cache-semantics' {
  import type { IncomingHttpHeaders } from 'node:http'

  export interface CachedRequest {
    readonly method: string
    readonly url: string
    readonly headers: IncomingHttpHeaders
  }

  export default class CachePolicy {
    constructor(request: CachedRequest, response: { readonly status: number; readonly headers: IncomingHttpHeaders }, options: { readonly shared: boolean })
    /** May it be kept at all? */
    storable(): boolean
    /** ms */
    timeToLive(): number
    /** Is it good for this request, as it is? */
    satisfiesWithoutRevalidation(request: CachedRequest): boolean
    /** Its headers, with Age. */
    responseHeaders(): IncomingHttpHeaders
  }
}
