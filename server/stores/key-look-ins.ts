import type session from 'express-session'
import type { CreatedStore } from './adapter.js'
import {
  averageOfKeys,
  clearKeys,
  entriesOfKeys,
  inBatches,
  listKeys,
  pickKeys,
  putKeys,
  readKey,
  removeKeys,
  type SessionCount,
  type SessionKeys,
} from './key-sessions.js'

type LookIns = 'count' | 'list' | 'read' | 'entries' | 'pick' | 'put' | 'remove' | 'clear' | 'bytesPerSession' | 'ttlIndex'

/**
 * Looks into sessions under keys of a server, the same for each such server.
 *
 * @param look what each of them goes through: it answers within the deadline, and fails in words
 */
export function keyLookIns(
  sessionModule: typeof session,
  keys: SessionKeys,
  count: SessionCount,
  look: <T>(work: Promise<T>) => Promise<T>,
): Required<Pick<CreatedStore, LookIns>> {
  return {
    count: () => look(count.read()),
    list: (query) => look(listKeys(keys, query, () => count.read())),
    read: (id) => look(readKey(keys, id)),
    entries: () => entriesOfKeys(keys),
    pick: (ids) => look(pickKeys(keys, ids)),
    put: (carried) => inBatches(carried, (batch) => look(putKeys(sessionModule, keys, batch))),
    remove: (ids) => inBatches(ids, (batch) => look(removeKeys(keys, batch))),
    clear: (onBatch) => clearKeys(keys, look, onBatch),
    bytesPerSession: () => look(averageOfKeys(keys)),
    ttlIndex: () => Promise.resolve(null),
  }
}
