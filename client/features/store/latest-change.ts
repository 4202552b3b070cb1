import type { RequestRecord } from '../../../server/protocol/requests.js'
import type { FocusedSession } from '../../../server/protocol/stores.js'
import type { TimelineRow } from '../../../server/protocol/timeline.js'

/** A record holds no more of a path. */
const PATH_LENGTH = 200

/**
 * Is a document as the last thing that was done with its session has left it? False when another request came after the one that changed it.
 * Following a redirect is part of what was done: a log-in that is answered with `Location: /` goes on with `GET /`. Goes by the order of the
 * log, however long a redirect takes and however quickly the next request comes.
 *
 * @param timeline in the order in which requests ended
 */
export function isLatestChange(document: FocusedSession | undefined, timeline: readonly TimelineRow[]): boolean {
  if (document === undefined || document.changedAt === null) return false
  const { sessionId, changedBy } = document
  if (changedBy === undefined) return true
  // Of a request that is no longer in the timeline, many have come since.
  const place = timeline.findLastIndex((row) => row.kind === 'request' && row.request.id === changedBy)
  let last: RequestRecord | null = null
  for (const row of place < 0 ? [] : timeline.slice(place)) {
    if (row.kind !== 'request' || !isOnSession(row.request, sessionId)) continue
    if (last !== null && !follows(row.request, last)) return false
    last = row.request
  }
  return last !== null
}

function isOnSession({ sessionId, cookieIn }: RequestRecord, id: string): boolean {
  return sessionId === id || (cookieIn.kind === 'good' && cookieIn.sessionId === id)
}

/** Is it what a browser does with the redirect that answered another request? */
function follows(request: RequestRecord, { actor, path, status, location = '' }: RequestRecord): boolean {
  if (request.actor !== actor || status === null || status < 300 || status >= 400 || !URL.canParse(location, `http://shop${path}`)) return false
  const { pathname, search } = new URL(location, `http://shop${path}`)
  return request.path === (pathname + search).slice(0, PATH_LENGTH)
}
