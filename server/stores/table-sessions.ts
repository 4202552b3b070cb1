/** Looks into sessions that are rows of a table on a database server, the same for each server that speaks SQL. */
import { STORES } from '../config.js'
import type { SessionsPage } from '../protocol/command-results.js'
import type { StoredSession } from '../protocol/stores.js'
import { within } from '../within.js'
import type { CarriedSession, CreatedStore, SessionsQuery } from './adapter.js'
import { explainByDefault } from './default-explain.js'

/** Rows that were read together. */
export interface Batch {
  readonly live: readonly CarriedSession[]
  /** ID to go on after; null: it was the end. */
  readonly last: string | null
}

export interface TableSessions {
  count(): Promise<number>
  list(query: SessionsQuery): Promise<SessionsPage>
  read(id: string): Promise<StoredSession | null>
  /** In the order of their ids. @param id '' begins */
  batchAfter(id: string): Promise<Batch>
  pick(ids: readonly string[]): Promise<readonly CarriedSession[]>
  put(sessions: readonly CarriedSession[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  clear(): Promise<number>
  /** Removes the tables, and what they are in if it is ours and nothing else is in it. */
  drop(): Promise<void>
  isStale(): Promise<boolean>
  markStale(stale: boolean): Promise<void>
  averageBytes(): Promise<number | null>
}

type LookIns = 'count' | 'list' | 'read' | 'entries' | 'pick' | 'put' | 'remove' | 'clear' | 'isStale' | 'markStale' | 'bytesPerSession' | 'ttlIndex' | 'drop'

/** @param look what each of them goes through: it answers within the deadline, and fails in words */
export function tableLookIns(sessions: TableSessions, look: <T>(work: Promise<T>) => Promise<T>): Required<Pick<CreatedStore, LookIns>> {
  return {
    count: () => look(sessions.count()),
    list: (query) => look(sessions.list(query)),
    read: (id) => look(sessions.read(id)),
    async *entries() {
      for (let after: string | null = ''; after !== null; ) {
        const batch: Batch = await look(sessions.batchAfter(after))
        if (batch.live.length > 0) yield batch.live
        after = batch.last
      }
    },
    pick: (ids) => look(sessions.pick(ids)),
    put: (carried) => look(sessions.put(carried)),
    remove: (ids) => look(sessions.remove(ids)),
    clear: () => look(sessions.clear()),
    isStale: () => look(sessions.isStale()),
    markStale: (stale) => look(sessions.markStale(stale)),
    bytesPerSession: () => look(sessions.averageBytes()),
    ttlIndex: () => Promise.resolve(null),
    drop: () => look(sessions.drop()),
  }
}

/** Every look at the database from outside answers within the deadline, in words without secrets. @param label the store's */
export async function lookAt<T>(label: string, work: Promise<T>): Promise<T> {
  try {
    return await within(work, STORES.callDeadlineMs)
  } catch (error) {
    throw explainByDefault(label, error)
  }
}
