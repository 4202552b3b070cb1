/** What a record holds where no lesson server told: of a request that reached none, that died with it, or of which less was kept. Tests begin with it too. */
import type { RequestRecord } from './requests.js'

/** What is known of a request without its lesson server. */
type KnownOutside = 'id' | 'actor' | 'instance' | 'boot' | 'store' | 'at' | 'method' | 'path' | 'cookieIn' | 'status' | 'durationMs' | 'outcome' | 'options'

/** @param known what is known, and what was told nevertheless */
export function unservedRequest(known: Pick<RequestRecord, KnownOutside> & Partial<RequestRecord>): RequestRecord {
  return { operations: [], decisions: [], sessionId: null, sessionIsNew: false, before: null, after: null, setCookie: [], headersMs: null, ...known }
}
