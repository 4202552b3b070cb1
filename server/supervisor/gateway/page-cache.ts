/** A small cache in front of the shop: one that keeps what a shared cache may keep, or one that keeps everything, which must not be. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import CachePolicy, { type CachedRequest } from 'http-cache-semantics'
import { GATEWAY } from '../../config.js'
import type { LifeOfInstance } from './passages.js'

/** An answer as it came from a lesson server. */
export interface KeptPage {
  /** Id of the request that it answered first. */
  readonly of: string
  readonly life: LifeOfInstance
  readonly status: number
  readonly body: Buffer
  /** Epoch ms. */
  readonly at: number
}

/** One that answers a request, with the headers that go with it. */
export interface FoundPage {
  readonly page: KeptPage
  readonly headers: IncomingHttpHeaders
}

/** RFC 9110, section 9.2.1. */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE']

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** What is kept, and for whom it is good. */
export interface CacheRule {
  /** Does a request that may change something take back what was kept of the pages that it names (RFC 9111, section 4.4)? */
  readonly heedsChanges: boolean
  /** Two requests with one key are answered by one page. */
  keyOf(request: Asked): string
  /** @returns gives the headers with which the page answers a later request, null where it does not; null: it must not be kept */
  admit(request: Asked, status: number, headers: IncomingHttpHeaders): ((request: Asked) => IncomingHttpHeaders | null) | null
}

interface Entry {
  readonly page: KeptPage
  readonly headersFor: (request: Asked) => IncomingHttpHeaders | null
}

export class PageCache {
  readonly #rule: CacheRule
  /** The latest last: at most GATEWAY.cache.pages. */
  readonly #entries = new Map<string, Entry>()

  constructor(rule: CacheRule) {
    this.#rule = rule
  }

  find(request: Asked): FoundPage | null {
    if (request.method !== 'GET') return null
    const entry = this.#entries.get(this.#rule.keyOf(request))
    const headers = entry?.headersFor(request) ?? null
    return entry === undefined || headers === null ? null : { page: entry.page, headers }
  }

  /** An answer begins. It is kept once all of its body has passed, unless that is larger than GATEWAY.cache.pageBytes. */
  watch(request: Asked, answer: IncomingMessage, { of, life }: Pick<KeptPage, 'of' | 'life'>): void {
    const status = answer.statusCode ?? 0
    if (this.#rule.heedsChanges && !SAFE.includes(request.method ?? 'GET') && status >= 200 && status < 400) this.#forgetChanged(request, answer.headers)
    if (request.method !== 'GET') return
    const headersFor = this.#rule.admit(request, status, answer.headers)
    if (headersFor === null) return
    const at = Date.now()
    const key = this.#rule.keyOf(request)
    const chunks: Buffer[] = []
    let bytes = 0
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= GATEWAY.cache.pageBytes) chunks.push(chunk)
    })
    answer.on('end', () => {
      if (answer.complete && bytes <= GATEWAY.cache.pageBytes) this.#keep(key, { page: { of, life, status, body: Buffer.concat(chunks), at }, headersFor })
    })
  }

  /** What it was sent to, and what the answer says that it concerns, as far as that is of the same origin. */
  #forgetChanged(request: Asked, { location, 'content-location': contentLocation }: IncomingHttpHeaders): void {
    const base = `http://${request.headers.host}`
    for (const named of [request.url, location, contentLocation]) {
      if (named === undefined || !URL.canParse(named, base)) continue
      const { origin, pathname, search } = new URL(named, base)
      if (origin === new URL(base).origin) this.#entries.delete(this.#rule.keyOf({ ...request, url: pathname + search }))
    }
  }

  #keep(key: string, entry: Entry): void {
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    const oldest = this.#entries.size > GATEWAY.cache.pages ? this.#entries.keys().next() : null
    if (oldest !== null && !oldest.done) this.#entries.delete(oldest.value)
  }
}

/**
 * By path alone and for a fixed time, whoever asks and whatever Cache-Control says: what comes of nginx' `proxy_cache_valid` with
 * `proxy_ignore_headers Cache-Control Set-Cookie`.
 */
export function keepAll(seconds: number): CacheRule {
  return {
    heedsChanges: false,
    keyOf: ({ url }) => url ?? '/',
    admit(_request, status, headers) {
      if (status !== 200) return null
      const at = Date.now()
      return () => {
        const ageSeconds = Math.max(0, Math.floor((Date.now() - at) / 1000))
        return ageSeconds < seconds ? { ...headers, age: String(ageSeconds) } : null
      }
    },
  }
}

/**
 * RFC 9111, section 3: no `no-store`, no `private`, a lifetime; section 4.1: one page for each of what Vary names. With Set-Cookie only where it
 * says `public` (or `immutable`), which section 7.3 leaves to the server: `http-cache-semantics` does not trust it that far.
 */
export const keepShared: CacheRule = {
  heedsChanges: true,
  keyOf: ({ url, headers }) => `${headers.host} ${url}`,
  admit(request, status, headers) {
    const policy = new CachePolicy(asked(request), { status, headers }, { shared: true })
    if (!policy.storable() || policy.timeToLive() <= 0) return null
    return (later) => (policy.satisfiesWithoutRevalidation(asked(later)) ? policy.responseHeaders() : null)
  },
}

/** A request as the shop gets it: what it is asked to speak is not always what the visitor asked for, and an answer may vary by it. */
export function asPassedOn({ method, url, headers }: Asked, language: string | null): Asked {
  return { method, url, headers: language === null ? headers : { ...headers, 'accept-language': language } }
}

function asked({ method = 'GET', url = '/', headers }: Asked): CachedRequest {
  return { method, url, headers }
}
