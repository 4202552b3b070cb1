import type session from 'express-session'
import { describeError } from '../redact.js'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { createWatchedMemoryStore } from './memory-watch.js'
import { reviveSession } from './session-json.js'
import { StoreCallError } from './store-call-error.js'
import { entriesOfTexts, listTexts, pickTexts, readText, type Texts } from './text-sessions.js'

const LABEL = 'Memory'

/** Sessions in the lesson server's own memory: what express-session uses when it is given no store. Nothing expires here until it is asked for. */
const adapter: AdapterFor<'heap'> = {
  kind: 'memory',
  label: LABEL,
  hue: 75,
  about: { en: "a JavaScript object in the shop's own process", 'pt-BR': 'um objeto JavaScript no próprio processo da loja' },
  place: 'switch',
  npm: null,
  resource: 'heap',
  capabilities: { touch: true, all: true, length: true, clear: true, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true },
  snippet: 'const store = new session.MemoryStore()',
  alwaysAnswers: true,
  create: (sessionModule) => createMemory(sessionModule),
}
export default adapter

function createMemory(sessionModule: typeof session): CreatedStore {
  const store = createWatchedMemoryStore(sessionModule)
  const texts: Texts = { size: () => store.ids.size, ids: (offset) => store.ids.from(offset), text: (id) => store.sessions[id] }
  let isStale = false
  return {
    store,
    explain: (error) => new StoreCallError(LABEL, describeError(error).slice(0, 300)),
    probe: () => Promise.resolve(),
    count: () => Promise.resolve(store.ids.size),
    list: (query) => listTexts(texts, query),
    // Not `get`: that would free an expired session.
    read: (id) => Promise.resolve(readText(texts, id)),
    entries: () => entriesOfTexts(texts),
    pick: (ids) => Promise.resolve(pickTexts(texts, ids)),
    put: async (sessions) => {
      for (const { id, json } of sessions) {
        const data = reviveSession(sessionModule, id, json)
        if (data) store.set(id, data)
      }
    },
    remove: async (ids) => {
      for (const id of ids) store.destroy(id)
    },
    clear: async () => {
      const removed = store.ids.size
      store.clear()
      return removed
    },
    isStale: () => Promise.resolve(isStale),
    markStale: async (stale) => {
      isStale = stale
    },
    ttlIndex: () => Promise.resolve(null),
    bytesPerSession: () => Promise.resolve(store.ids.size > 0 ? store.heapBytes() / store.ids.size : null),
    // It cannot go away without the process that it is in.
    onHealth: () => () => undefined,
    close: () => Promise.resolve(),
  }
}
