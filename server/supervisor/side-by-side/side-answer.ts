/** What came of one act on a side, of what its browser saw, its server told and its store held. */
import type { ReadDocument } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { SideAnswer, TimeLeft } from '../../protocol/side-by-side.js'
import type { Seen } from './side-browser.js'
import type { SideNames } from './side-names.js'

export interface Known extends Pick<SideAnswer, 'act' | 'atMs' | 'cookieLeft'> {
  /** When it was to be sent, in ms since the beginning. */
  readonly dueMs: number
  /** Epoch ms. */
  readonly sentAt: number
  /** null: no answer came in time. */
  readonly seen: Seen | null
  /** null: its server did not tell in time. */
  readonly record: RequestRecord | null
}

/**
 * All but what its store held afterwards, which has to be read first.
 *
 * @param names of this side's sessions: those that are new get theirs
 */
export function answerOf({ act, atMs, cookieLeft, dueMs, sentAt, seen, record }: Known, names: SideNames): SideAnswer {
  const sessionId = record?.sessionId ?? null
  const decisions = names.inDecisions(record?.decisions ?? [])
  const session = sessionId === null ? null : names.of(sessionId)
  const expired = decisions.find((decision) => decision.kind === 'store')?.expiredAt
  return {
    act,
    atMs,
    lateMs: Math.max(0, Math.round(atMs - dueMs + Math.max(0, (record?.at ?? 0) - sentAt))),
    ...(record === null && { untold: true }),
    status: seen?.status ?? null,
    ...(seen?.location !== undefined && { location: seen.location }),
    greeting: names.inText(seen?.greeting ?? ''),
    isLoggedIn: record?.after?.isLoggedIn === true,
    cookieIn: record?.cookieIn.kind ?? 'none',
    cookie: seen?.cookie ?? null,
    session,
    decisions,
    cookieLeft,
    storedLeft: 'none',
    ...(expired !== undefined && record !== null && { expiredAgoMs: Math.max(0, record.at - expired) }),
    ...(record?.problem !== undefined && { problem: record.problem }),
  }
}

/**
 * What was left of its session in the store.
 *
 * @param read null: it could not be read
 * @param sentAt when the request was sent, epoch ms
 */
export function storedIn(read: ReadDocument | null, sentAt: number): Pick<SideAnswer, 'storedLeft' | 'unread'> {
  return read === null ? { storedLeft: null, unread: true } : { storedLeft: leftOf(read, sentAt) }
}

function leftOf({ stored }: ReadDocument, sentAt: number): TimeLeft {
  if (stored === null) return 'none'
  const { expiresAt, ttlMs } = stored
  if (expiresAt === null) return ttlMs === undefined ? null : ttlMs + (Date.now() - sentAt)
  return expiresAt - sentAt
}
