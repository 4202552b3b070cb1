import type session from 'express-session'
import type { AdapterFor, CreatedStore } from './adapter.js'
import { createWatchedMemoryStore } from './memory-watch.js'
import { type Texts, textLookIns } from './text-sessions.js'

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
  return {
    store,
    ...textLookIns(LABEL, store, texts, sessionModule),
    bytesPerSession: () => Promise.resolve(store.ids.size > 0 ? store.heapBytes() / store.ids.size : null),
    close: () => Promise.resolve(),
  }
}
