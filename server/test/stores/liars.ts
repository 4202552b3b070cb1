/** Stores that break one promise each, or claim what is not so. The contract must find exactly that. */
import session, { type MemoryStore, type SessionData, type Store } from 'express-session'
import type { StoreCapabilities } from '../../protocol/state.js'
import type { AdapterFor, StoreAdapter } from '../../stores/adapter.js'
import { filesAdapter } from './files-adapter.js'
import { MapStore, mapAdapter } from './map-adapter.js'

export interface Liar {
  readonly lie: string
  /** What the promise is about that the contract must find broken. */
  readonly about: string
  readonly adapter: StoreAdapter
}

type Done<T = undefined> = (error?: unknown, value?: T) => void
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

/** A MemoryStore, which keeps all promises, with some methods replaced and some claims changed. */
function memory(spoil: (store: MemoryStore) => Partial<Store>, claims: Partial<StoreCapabilities> = {}): AdapterFor<'heap'> {
  return mapAdapter({
    capabilities: { ...MEMORY, ...claims },
    create(sessionModule) {
      const store = new sessionModule.MemoryStore()
      return { store: Object.assign(store, spoil(store)) }
    },
  })
}

/** The honest one that the others are made of. */
export const honest = memory(() => ({}))

const claims = (changes: Partial<StoreCapabilities>) => mapAdapter({ capabilities: { ...mapAdapter().capabilities, ...changes } })
const asJson = (data: SessionData): SessionData => JSON.parse(JSON.stringify(data)) as SessionData
const { prototype } = session.MemoryStore
const later = (callback: ((...values: never[]) => void) | undefined, ...values: unknown[]) =>
  setImmediate(() => Reflect.apply(callback ?? (() => {}), null, values))

/** Looks into the Map itself, so that what has expired and stays can be seen. */
const seesAll = (claimed: StoreCapabilities['expiry'], make: () => MapStore): AdapterFor<'heap'> =>
  mapAdapter({
    capabilities: { ...mapAdapter().capabilities, expiry: claimed },
    create() {
      const store = make()
      return {
        store,
        async read(id) {
          const text = store.texts.get(id)
          return text === undefined ? null : { id, document: JSON.parse(text), form: 'json-string', bytes: text.length, expiresAt: null }
        },
      }
    },
  })

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

export const LIARS: readonly Liar[] = [
  { about: 'touch', lie: 'claims a touch that it has not', adapter: claims({ touch: true }) },
  { about: 'touch', lie: 'says nothing of the touch that it has', adapter: memory(() => ({}), { touch: false }) },
  { about: 'touch', lie: 'touch does nothing', adapter: memory(() => ({ touch: (_id: string, _data: SessionData, callback?: Done) => later(callback) })) },
  {
    about: 'touch',
    lie: 'touch saves the whole session, as it was when the request began',
    adapter: memory((store) => ({
      touch(id: string, data: SessionData, callback?: Done) {
        if (Reflect.get(store, 'sessions')[id] === undefined) later(callback)
        else prototype.set.call(store, id, data, callback)
      },
    })),
  },
  {
    about: 'touch',
    lie: 'touch brings back who was destroyed',
    adapter: memory((store) => ({
      touch(id: string, data: SessionData, callback?: Done) {
        if (Reflect.get(store, 'sessions')[id] === undefined) prototype.set.call(store, id, data, callback)
        else prototype.touch.call(store, id, data, callback)
      },
    })),
  },
  {
    about: 'touch',
    lie: 'touch calls back twice',
    adapter: memory((store) => ({
      touch(id: string, data: SessionData, callback?: Done) {
        prototype.touch.call(store, id, data, callback)
        later(callback)
      },
    })),
  },
  { about: 'all', lie: 'claims an all that it has not', adapter: claims({ all: true }) },
  { about: 'all', lie: 'says that its all is of no use, and it works', adapter: memory(() => ({}), { all: false }) },
  {
    about: 'all',
    lie: 'all never calls back',
    adapter: memory((store) => ({ all: () => {}, length: (callback) => callback(null, Object.keys(Reflect.get(store, 'sessions')).length) })),
  },
  {
    about: 'all',
    lie: 'all gives rows of its own instead of sessions',
    adapter: memory((store) => ({
      all: (callback: (error: unknown, found?: never) => void) =>
        later(
          callback,
          null,
          Object.entries(Reflect.get(store, 'sessions')).map(([sid, sess]) => ({ sid, sess })),
        ),
    })),
  },
  { about: 'length', lie: 'claims a length that it has not', adapter: claims({ length: true }) },
  { about: 'length', lie: 'says that its length is of no use, and it works', adapter: memory(() => ({}), { length: false }) },
  { about: 'length', lie: 'length is no number', adapter: memory(() => ({ length: (callback: Done<number>) => later(callback, null, Number.NaN) })) },
  { about: 'clear', lie: 'claims a clear that it has not', adapter: claims({ clear: true }) },
  { about: 'clear', lie: 'says that its clear is of no use, and it works', adapter: memory(() => ({}), { clear: false }) },
  { about: 'clear', lie: 'clear clears nothing', adapter: memory(() => ({ clear: (callback?: Done) => later(callback) })) },
  { about: 'expiry', lie: 'gives out what has expired', adapter: seesAll('on-read', () => new ServesExpired()) },
  { about: 'expiry', lie: 'claims to remove what has expired when it is asked for, and hides it only', adapter: seesAll('on-read', () => new HidesExpired()) },
  { about: 'expiry', lie: 'claims a sweeper, and nobody sweeps', adapter: seesAll('sweeper', () => new MapStore()) },
  { about: 'expiry', lie: 'claims a time to live, and nothing dies', adapter: seesAll('ttl', () => new MapStore()) },
  { about: 'expiry', lie: 'claims a timer of its own, and nobody sweeps', adapter: seesAll('app-sweeper', () => new HidesExpired()) },
  { about: 'expiry', lie: 'claims to keep and to give out what has expired, and does not', adapter: seesAll('never', () => new MapStore()) },
  { about: 'survivesRestart', lie: 'claims to outlive its process', adapter: claims({ survivesRestart: true }) },
  {
    about: 'survivesRestart',
    lie: 'outlives its process in secret',
    adapter: filesAdapter({ capabilities: { ...filesAdapter().capabilities, survivesRestart: false } }),
  },
  { about: 'shared', lie: 'claims to be shared, and each server has its own', adapter: claims({ shared: true }) },
  { about: 'shared', lie: 'is shared in secret', adapter: filesAdapter({ capabilities: { ...filesAdapter().capabilities, shared: false } }) },
  { about: 'inHeap', lie: 'claims to be elsewhere, and lives in the heap', adapter: claims({ inHeap: false }) },
  { about: 'inHeap', lie: 'claims the heap, and is elsewhere', adapter: filesAdapter({ capabilities: { ...filesAdapter().capabilities, inHeap: true } }) },
  {
    about: 'get',
    lie: 'an unknown id is an error',
    adapter: memory((store) => ({
      get(id: string, callback: Get) {
        if (id === 'never-there') later(callback, new Error('missing'))
        else prototype.get.call(store, id, callback)
      },
    })),
  },
  {
    about: 'set',
    lie: 'what is set is added to what was there',
    adapter: memory((store) => ({
      set(id: string, data: SessionData, callback?: Done) {
        const before = Reflect.get(store, 'sessions')[id]
        prototype.set.call(store, id, { ...(before === undefined ? {} : JSON.parse(before)), ...asJson(data) } as SessionData, callback)
      },
    })),
  },
  {
    about: 'set',
    lie: 'keys with a dot are lost',
    adapter: memory((store) => ({
      set(id: string, data: SessionData, callback?: Done) {
        const text = JSON.stringify(data, (key, value) => (key.includes('.') ? undefined : value))
        prototype.set.call(store, id, JSON.parse(text) as SessionData, callback)
      },
    })),
  },
  {
    about: 'cookie',
    lie: 'the life of the cookie is another one',
    adapter: memory((store) => ({
      set(id: string, data: SessionData, callback?: Done) {
        const changed = asJson(data)
        changed.cookie.originalMaxAge = 1
        prototype.set.call(store, id, changed, callback)
      },
    })),
  },
  {
    about: 'destroy',
    lie: 'to destroy what is not there is an error',
    adapter: memory((store) => ({
      destroy(id: string, callback?: Done) {
        if (id === 'never-there') later(callback, new Error('missing'))
        else prototype.destroy.call(store, id, callback)
      },
    })),
  },
  {
    about: 'parallel',
    lie: 'sessions that are set at the same time are mixed up',
    adapter: memory((store) => {
      let under = 0
      let first: SessionData | null = null
      return {
        set(id: string, data: SessionData, callback?: Done) {
          under += 1
          first ??= asJson(data)
          const kept = under > 50 ? first : data
          prototype.set.call(store, id, kept, () => {
            under -= 1
            if (under === 0) first = null
            callback?.()
          })
        },
      }
    }),
  },
]
