/** Stores that break one promise each, or claim what is not so. The contract must find exactly that. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionData, Store } from 'express-session'
import type { StorePoint } from '../../protocol/store-catalogue.js'
import type { StoreCapabilities } from '../../protocol/stores.js'
import type { AdapterFor, CreatedStore, StoreAdapter } from '../../stores/adapter.js'
import { filesAdapter } from './files-adapter.js'
import { MapStore, mapAdapter } from './map-adapter.js'
import { honestStore, INSIDE_LIARS } from './point-liars.js'

export interface Liar {
  readonly lie: string
  /** What the promise is about that the contract must find broken. */
  readonly about: string
  readonly adapter: StoreAdapter
  /** What happens when the database that is made up for it starts again; left out: it has none. @param folder where it keeps what it has */
  readonly startAgain?: (folder: string) => Promise<void>
}

type Get = (error: unknown, data?: SessionData | null) => void

const MEMORY: StoreCapabilities = {
  touch: true,
  all: true,
  length: true,
  clear: true,
  expiry: 'on-read',
  survivesRestart: false,
  shared: false,
  inHeap: true,
}

/** What a promise is about that this point is a part of: one of each will do. */
const PROMISE_OF: Readonly<Partial<Record<StorePoint, string>>> = {
  'unknown-id': 'get',
  'nul-character': 'set',
  'no-age': 'cookie',
  'destroy-unknown': 'destroy',
  parallel: 'parallel',
  'touch-revives': 'touch',
}

/** A MemoryStore, which keeps all promises, with some claims changed. */
const memory = (changes: Partial<StoreCapabilities> = {}): AdapterFor<'heap'> => ofMemory(honestStore, changes)

function ofMemory(make: () => Store, changes: Partial<StoreCapabilities> = {}): AdapterFor<'heap'> {
  return mapAdapter({ capabilities: { ...MEMORY, ...changes }, create: () => ({ store: make() }) })
}

/** The promise by which a lie about each capability is found. */
export const FOUND_BY: Readonly<Record<keyof StoreCapabilities, string>> = {
  touch: 'touch',
  all: 'all',
  length: 'length',
  clear: 'clear',
  expiry: 'expiry',
  sweepEveryMs: 'sweepEveryMs',
  sweepsAtRandom: 'sweepsAtRandom',
  survivesRestart: 'survivesRestart',
  losesLastMs: 'survivesRestart',
  endsWithDatabase: 'endsWithDatabase',
  shared: 'shared',
  inHeap: 'inHeap',
}

/** The honest one that most others are made of. */
export const honest = memory()

const claims = (changes: Partial<StoreCapabilities>) => mapAdapter({ capabilities: { ...mapAdapter().capabilities, ...changes } })
const later = (callback: ((...values: never[]) => void) | undefined, ...values: unknown[]) =>
  setImmediate(() => Reflect.apply(callback ?? (() => {}), null, values))

/** Looks into the Map itself, so that what has expired and stays can be seen. */
function seen(store: MapStore): CreatedStore {
  return {
    store,
    async read(id) {
      const text = store.texts.get(id)
      return text === undefined ? null : { id, document: JSON.parse(text), form: 'json-string', bytes: text.length, expiresAt: null }
    },
  }
}

const seesAll = (claimed: StoreCapabilities['expiry'], make: () => MapStore): AdapterFor<'heap'> =>
  mapAdapter({ capabilities: { ...mapAdapter().capabilities, expiry: claimed }, create: () => seen(make()) })

const MINUTE_MS = 60_000

/** Has a timer of its own, which finds nothing that whoever asks has not removed. @param firstMs when it passes as a learner's app has it */
function timed(changes: Partial<StoreCapabilities> = {}, firstMs = () => MINUTE_MS, make: () => CreatedStore = () => ({ store: new MapStore() })) {
  return mapAdapter({
    capabilities: { ...mapAdapter().capabilities, expiry: 'app-sweeper', sweepEveryMs: MINUTE_MS, ...changes },
    create(_session, _address, { sweepEveryMs = firstMs() }) {
      const timer = setInterval(() => undefined, sweepEveryMs).unref()
      return { ...make(), close: async () => clearInterval(timer) }
    },
  })
}

/** Each pass after another time than the one before, as if it were drawn. */
function drawnMs(): () => number {
  let pass = 0
  return () => MINUTE_MS * (1 + (pass++ % 3) / 10)
}

const files = (changes: Partial<StoreCapabilities>) => filesAdapter({ capabilities: { ...filesAdapter().capabilities, ...changes } })

class ServesExpired extends MapStore {
  override get(id: string, callback: Get): void {
    const text = this.texts.get(id)
    later(callback, null, text === undefined ? null : JSON.parse(text))
  }
}

class HidesExpired extends MapStore {
  override get(id: string, callback: Get): void {
    const text = this.texts.get(id)
    super.get(id, callback)
    if (text !== undefined) this.texts.set(id, text)
  }
}

/** Honest ones that sweep by a timer of their own. */
export const honestTimers: readonly StoreAdapter[] = [timed(), timed({ sweepsAtRandom: true }, drawnMs())]

export const LIARS: readonly Liar[] = [
  { about: 'touch', lie: 'claims a touch that it has not', adapter: claims({ touch: true }) },
  { about: 'touch', lie: 'says nothing of the touch that it has', adapter: memory({ touch: false }) },
  { about: 'all', lie: 'claims an all that it has not', adapter: claims({ all: true }) },
  { about: 'all', lie: 'says that its all is of no use, and it works', adapter: memory({ all: false }) },
  { about: 'length', lie: 'claims a length that it has not', adapter: claims({ length: true }) },
  { about: 'length', lie: 'says that its length is of no use, and it works', adapter: memory({ length: false }) },
  { about: 'clear', lie: 'claims a clear that it has not', adapter: claims({ clear: true }) },
  { about: 'clear', lie: 'says that its clear is of no use, and it works', adapter: memory({ clear: false }) },
  { about: 'expiry', lie: 'gives out what has expired', adapter: seesAll('on-read', () => new ServesExpired()) },
  { about: 'expiry', lie: 'claims to remove what has expired when it is asked for, and hides it only', adapter: seesAll('on-read', () => new HidesExpired()) },
  { about: 'expiry', lie: 'claims a sweeper, and nobody sweeps', adapter: seesAll('sweeper', () => new MapStore()) },
  { about: 'expiry', lie: 'claims a time to live, and nothing dies', adapter: seesAll('ttl', () => new MapStore()) },
  { about: 'expiry', lie: 'claims a timer of its own, and nobody sweeps', adapter: timed({}, undefined, () => seen(new HidesExpired())) },
  { about: 'expiry', lie: 'claims to keep and to give out what has expired, and does not', adapter: seesAll('never', () => new MapStore()) },
  { about: 'sweepEveryMs', lie: 'claims a timer that it has not', adapter: claims({ sweepEveryMs: MINUTE_MS }) },
  { about: 'sweepEveryMs', lie: 'claims to sweep every minute, and does so every ten', adapter: timed({}, () => 10 * MINUTE_MS) },
  { about: 'sweepEveryMs', lie: 'claims to sweep every minute, and does so every 59 seconds', adapter: timed({}, () => MINUTE_MS - 1_000) },
  { about: 'sweepsAtRandom', lie: 'claims to draw when it sweeps, and does so every minute', adapter: timed({ sweepsAtRandom: true }) },
  { about: 'sweepsAtRandom', lie: 'draws in secret when it sweeps', adapter: timed({}, drawnMs()) },
  { about: 'survivesRestart', lie: 'claims to outlive its process', adapter: claims({ survivesRestart: true }) },
  { about: 'survivesRestart', lie: 'outlives its process in secret', adapter: files({ survivesRestart: false }) },
  { about: 'survivesRestart', lie: 'claims to lose what was written last, and loses nothing', adapter: files({ losesLastMs: 5_000 }) },
  { about: 'endsWithDatabase', lie: 'claims to end with its database, and has none', adapter: files({ endsWithDatabase: true }) },
  {
    about: 'endsWithDatabase',
    lie: 'claims to end with its database, and outlives it',
    adapter: files({ endsWithDatabase: true }),
    startAgain: () => Promise.resolve(),
  },
  {
    about: 'endsWithDatabase',
    lie: 'ends with its database in secret',
    adapter: files({}),
    async startAgain(folder) {
      for (const file of await readdir(folder)) await rm(join(folder, file), { recursive: true })
    },
  },
  { about: 'shared', lie: 'claims to be shared, and each server has its own', adapter: claims({ shared: true }) },
  { about: 'shared', lie: 'is shared in secret', adapter: files({ shared: false }) },
  { about: 'inHeap', lie: 'claims to be elsewhere, and lives in the heap', adapter: claims({ inHeap: false }) },
  { about: 'inHeap', lie: 'claims the heap, and is elsewhere', adapter: files({ inHeap: true }) },
  // What a store does is tried point by point: stores/contract/points.test.ts.
  ...INSIDE_LIARS.flatMap(({ point, lie, make }) => {
    const about = PROMISE_OF[point]
    return about === undefined ? [] : [{ about, lie, adapter: ofMemory(make) }]
  }),
]
