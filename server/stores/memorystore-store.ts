import { setImmediate as nextTurn } from 'node:timers/promises'
import type session from 'express-session'
import { STORES } from '../config.js'
import type { AdapterFor, CreatedStore, StoreTuning } from './adapter.js'
import { textBytes } from './heap-cost.js'
import { type Texts, textLookIns } from './text-sessions.js'

const LABEL = 'memorystore'
/** As its README has it: once a day. */
const CHECK_PERIOD_MS = 86_400_000

/** Sessions in the lesson server's own memory, as in MemoryStore, but in an LRU cache that can be bounded, and with a timer that removes what has expired. */
const adapter: AdapterFor<'heap'> = {
  kind: 'memorystore',
  label: LABEL,
  hue: 110,
  about: { en: 'MemoryStore with a cleaner: still inside the process', 'pt-BR': 'o MemoryStore com faxina: ainda dentro do processo' },
  place: 'more',
  npm: { name: 'memorystore', range: '^1.6.8', installed: 'with-project', alsoNeeds: [] },
  resource: 'heap',
  capabilities: {
    touch: true,
    all: true,
    length: true,
    clear: true,
    expiry: 'app-sweeper',
    sweepEveryMs: CHECK_PERIOD_MS,
    survivesRestart: false,
    shared: false,
    inHeap: true,
  },
  snippet: `import createMemoryStore from 'memorystore'

const MemoryStore = createMemoryStore(session)
const store = new MemoryStore({
  checkPeriod: 86_400_000, // once a day, remove what has expired; left out: never
})`,
  alwaysAnswers: true,
  create,
}
export default adapter

/** Of one session beyond its id and its text: a list node, an entry object with a time, and a place in a Map. Measured; see memorystore-heap.integration.test.ts. */
const ENTRY_BYTES = 205
/** Sessions that stand for all. */
const SAMPLE = 50
const SLICE = 1_000

/** The cache of lru-cache 4: whatever its own methods look at, they free when it has expired. The Map below them is the cache itself. */
type CacheEntry = { readonly value: { readonly value: string } }

async function create(sessionModule: typeof session, _address: unknown, { sweepEveryMs = CHECK_PERIOD_MS }: StoreTuning): Promise<CreatedStore> {
  const { default: createMemoryStore } = await import('memorystore')
  const MemoryStore = createMemoryStore(sessionModule)
  const store = new MemoryStore({ checkPeriod: sweepEveryMs })
  const cache = () => entriesOf(Reflect.get(store, 'store'))
  const texts: Texts = { size: () => cache().size, ids: (offset) => idsFrom(cache(), offset), text: (id) => cache().get(id)?.value.value }
  return {
    store,
    ...textLookIns(LABEL, store, texts, sessionModule),
    bytesPerSession: () => Promise.resolve(averageBytes(cache())),
    close: async () => store.stopInterval(),
  }
}

/** @throws Error where memorystore comes with another cache than it does today */
function entriesOf(lru: unknown): ReadonlyMap<string, CacheEntry> {
  const key = typeof lru === 'object' && lru !== null ? Object.getOwnPropertySymbols(lru).find(({ description }) => description === 'cache') : undefined
  const entries: unknown = key === undefined ? undefined : Reflect.get(lru as object, key)
  if (entries instanceof Map) return entries
  throw new Error('memorystore does not keep its sessions in the Map of lru-cache 4.')
}

async function* idsFrom(entries: ReadonlyMap<string, unknown>, offset: number): AsyncGenerator<string> {
  let position = 0
  let until = performance.now() + STORES.sliceMs
  // A Map may change while one walks it.
  for (const id of entries.keys()) {
    if (position++ < offset) continue
    yield id
    if (position % SLICE !== 0 && performance.now() < until) continue
    await nextTurn()
    until = performance.now() + STORES.sliceMs
  }
}

function averageBytes(entries: ReadonlyMap<string, CacheEntry>): number | null {
  let seen = 0
  let bytes = 0
  for (const [id, entry] of entries) {
    bytes += textBytes(id) + textBytes(entry.value.value) + ENTRY_BYTES
    if (++seen >= SAMPLE) break
  }
  return seen === 0 ? null : bytes / seen
}
