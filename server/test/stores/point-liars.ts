/** Stores that break one point of the contract each. The contract must find exactly that. */
import session, { type SessionData, type Store } from 'express-session'
import type { Seen, StorePoint } from '../../protocol/store-catalogue.js'

interface PointLiar {
  readonly point: StorePoint
  readonly lie: string
  readonly seen: Seen
}

/** One that lies where it is asked. */
export interface InsideLiar extends PointLiar {
  make(): Store
}

/** One that lies when processes, or its database, come and go: as a learner would write it. */
export interface OutsideLiar extends PointLiar {
  readonly lines: string
}

type Done = (error?: unknown, value?: unknown) => void
type Get = (error: unknown, data?: SessionData | null) => void
type Changes = Partial<Record<keyof Store | 'clear' | 'all' | 'length', unknown>>

const { prototype } = session.MemoryStore
const later = (callback: unknown, ...values: unknown[]) => setImmediate(() => (callback as Done | undefined)?.(...(values as [])))
const copy = (data: SessionData): SessionData => JSON.parse(JSON.stringify(data)) as SessionData
const textsOf = (store: Store): Record<string, string> => Reflect.get(store, 'sessions')

/** An honest one. */
export const honestStore = (): Store => new session.MemoryStore()

/** An honest one, with some methods replaced. */
function memory(changes: (store: Store) => Changes): () => Store {
  return () => {
    const store = honestStore()
    return Object.assign(store, changes(store))
  }
}

/** What it is given is another when it comes back. @param when of which ids */
const spoilt = (when: (id: string) => boolean, spoil: (data: SessionData & Record<string, unknown>) => unknown): (() => Store) =>
  memory((store) => ({
    set(id: string, data: SessionData, callback?: Done) {
      prototype.set.call(store, id, when(id) ? (spoil(copy(data) as never) as SessionData) : data, callback)
    },
  }))

export const INSIDE_LIARS: readonly InsideLiar[] = [
  {
    point: 'unknown-id',
    lie: 'an unknown id is an error',
    seen: 'error',
    make: memory((store) => ({
      get: (id: string, callback: Get) => (id === 'unknown-id' ? later(callback, new Error('missing')) : prototype.get.call(store, id, callback)),
    })),
  },
  {
    point: 'round-trip',
    lie: 'what is set is added to what was there',
    seen: 'changed',
    make: memory((store) => ({
      set(id: string, data: SessionData, callback?: Done) {
        const before = textsOf(store)[id]
        prototype.set.call(store, id, { ...(before === undefined || id !== 'round-trip' ? {} : JSON.parse(before)), ...copy(data) } as SessionData, callback)
      },
    })),
  },
  {
    point: 'round-trip',
    lie: 'keys with a dot are refused',
    seen: 'dotted-keys-refused',
    make: memory((store) => ({
      set: (id: string, data: SessionData, callback?: Done) =>
        Object.keys(data).some((key) => key.includes('.')) ? later(callback, new Error('a key with a dot')) : prototype.set.call(store, id, data, callback),
    })),
  },
  {
    point: 'round-trip',
    lie: 'what is large is refused',
    seen: 'too-large',
    make: memory((store) => ({
      set: (id: string, data: SessionData, callback?: Done) =>
        JSON.stringify(data).length > 65_536 ? later(callback, new Error('too large')) : prototype.set.call(store, id, data, callback),
    })),
  },
  {
    point: 'nul-character',
    lie: 'a text ends at its first NUL',
    seen: 'damaged',
    make: spoilt(
      () => true,
      (data) => ({ ...data, ...(typeof data.text === 'string' ? { text: data.text.split('\0', 1)[0] } : {}) }),
    ),
  },
  {
    point: 'cookie',
    lie: 'the life of the cookie is another one',
    seen: 'changed',
    make: spoilt(
      (id) => id === 'cookie',
      (data) => ({ ...data, cookie: { ...data.cookie, originalMaxAge: 1 } }),
    ),
  },
  {
    point: 'isolation',
    lie: 'it keeps the object that it was given',
    seen: 'live-object',
    make: memory((store) => {
      const live = new Map<string, SessionData>()
      return {
        set(id: string, data: SessionData, callback?: Done) {
          if (id === 'isolation') live.set(id, data)
          prototype.set.call(store, id, data, callback)
        },
        get: (id: string, callback: Get) => (live.has(id) ? later(callback, null, live.get(id)) : prototype.get.call(store, id, callback)),
      }
    }),
  },
  {
    point: 'callback',
    lie: 'touch calls back twice',
    seen: 'twice',
    make: memory((store) => ({
      touch(id: string, data: SessionData, callback?: Done) {
        prototype.touch.call(store, id, data, callback as () => void)
        later(callback)
      },
    })),
  },
  {
    point: 'callback',
    lie: 'get calls back before it has returned',
    seen: 'synchronous',
    make: memory((store) => ({
      get(id: string, callback: Get) {
        const text = textsOf(store)[id]
        if (id === 'callback' && text !== undefined) callback(null, JSON.parse(text) as SessionData)
        else prototype.get.call(store, id, callback)
      },
    })),
  },
  {
    point: 'no-callback',
    lie: 'it throws where there is no callback',
    seen: 'error',
    make: memory((store) => ({
      set(id: string, data: SessionData, callback?: Done) {
        if (callback === undefined) throw new TypeError('callback is not a function')
        prototype.set.call(store, id, data, callback)
      },
    })),
  },
  {
    point: 'expiry',
    lie: 'it gives out what has expired',
    seen: 'still-served',
    make: memory((store) => ({
      get(id: string, callback: Get) {
        const text = textsOf(store)[id]
        if (id === 'expiry' && text !== undefined) later(callback, null, JSON.parse(text))
        else prototype.get.call(store, id, callback)
      },
    })),
  },
  {
    point: 'no-age',
    lie: 'what has no age is not kept',
    seen: 'gone-at-once',
    make: memory((store) => ({
      set: (id: string, data: SessionData, callback?: Done) => (data.cookie.expires ? prototype.set.call(store, id, data, callback) : later(callback)),
    })),
  },
  {
    point: 'touch-moves',
    lie: 'touch does nothing',
    seen: 'gone-early',
    make: memory(() => ({ touch: (_id: string, _data: SessionData, callback?: Done) => later(callback) })),
  },
  {
    point: 'touch-keeps',
    lie: 'touch saves the whole session, as it was when the request began',
    seen: 'writes-back',
    make: memory((store) => ({
      touch: (id: string, data: SessionData, callback?: Done) =>
        textsOf(store)[id] === undefined ? later(callback) : prototype.set.call(store, id, data, callback),
    })),
  },
  {
    point: 'touch-revives',
    lie: 'touch brings back who was destroyed',
    seen: 'revives',
    make: memory((store) => ({
      touch(id: string, data: SessionData, callback?: Done) {
        if (textsOf(store)[id] === undefined) prototype.set.call(store, id, data, callback)
        else prototype.touch.call(store, id, data, callback as () => void)
      },
    })),
  },
  {
    point: 'destroy',
    lie: 'destroy does nothing',
    seen: 'stays',
    make: memory((store) => ({ destroy: (id: string, callback?: Done) => (id === 'destroy' ? later(callback) : prototype.destroy.call(store, id, callback)) })),
  },
  {
    point: 'destroy-unknown',
    lie: 'to destroy what is not there is an error',
    seen: 'error',
    make: memory((store) => ({
      destroy: (id: string, callback?: Done) =>
        id === 'destroy-unknown' ? later(callback, new Error('missing')) : prototype.destroy.call(store, id, callback),
    })),
  },
  {
    point: 'all-length-clear',
    lie: 'all never calls back',
    seen: 'all-never',
    make: memory((store) => ({
      all: () => undefined,
      // Its own asks `all`.
      length: (callback: Done) =>
        later(callback, null, Object.values(textsOf(store)).filter((text) => new Date(JSON.parse(text).cookie.expires) > new Date()).length),
    })),
  },
  {
    point: 'all-length-clear',
    lie: 'length is no number',
    seen: 'length-wrong',
    make: memory(() => ({ length: (callback: Done) => later(callback, null, Number.NaN) })),
  },
  { point: 'all-length-clear', lie: 'clear clears nothing', seen: 'clear-fails', make: memory(() => ({ clear: (callback: Done) => later(callback) })) },
  {
    point: 'parallel',
    lie: 'of many writes at the same time, some are dropped',
    seen: 'lost',
    make: memory((store) => {
      let under = 0
      return {
        set(id: string, data: SessionData, callback?: Done) {
          under += 1
          const isOver = () => {
            under -= 1
            callback?.()
          }
          if (under > 50) later(isOver)
          else prototype.set.call(store, id, data, isOver)
        },
      }
    }),
  },
]

/** Sessions as files, for which a database server must be there: it is looked for at each call. */
export const HONEST_LINES = `import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'

class NotesStore extends session.Store {
  constructor() {
    super()
    mkdirSync('sessions', { recursive: true })
  }
  reach(done) {
    const { hostname, port } = new URL(process.env.NOTES_URL)
    const socket = connect(Number(port), hostname)
    socket.once('error', done)
    socket.once('connect', () => { socket.destroy(); done(null) })
  }
  ask(work, done = () => {}) {
    this.reach((error) => {
      if (error) return done(error)
      let value
      try { value = work() } catch (failure) { return failure.code === 'ENOENT' ? done(null, null) : done(failure) }
      done(null, value)
    })
  }
  get(id, done) {
    this.ask(() => JSON.parse(readFileSync('sessions/' + id, 'utf8')), done)
  }
  set(id, data, done) {
    this.ask(() => { writeFileSync('sessions/' + id + '.draft', JSON.stringify(data)); renameSync('sessions/' + id + '.draft', 'sessions/' + id) }, done)
  }
  destroy(id, done) {
    this.ask(() => rmSync('sessions/' + id, { force: true }), done)
  }
}
const store = new NotesStore()`

const but = (lines: string) => `${HONEST_LINES}\n${lines}`
/** Calls that come while the server is away are treated otherwise; `once` it has been there, or before. */
const whileAway = (isFirst: boolean, then: string) =>
  but(`let wasThere = false
const { reach } = store
store.reach = (done) => reach.call(store, (error) => {
  if (error && wasThere === ${!isFirst}) { ${then} } else done(error)
  wasThere ||= !error
})`)

export const OUTSIDE_LIARS: readonly OutsideLiar[] = [
  {
    point: 'no-callback',
    lie: 'it calls what is not there, where nobody catches it',
    seen: 'ends-process',
    lines: but('const { set } = store\nstore.set = (id, data, done) => set.call(store, id, data, (error) => done(error))'),
  },
  {
    point: 'restart',
    lie: 'it takes its sessions with it',
    seen: 'lost',
    lines: but("process.on('SIGTERM', () => { rmSync('sessions', { recursive: true }); process.exit(0) })"),
  },
  {
    point: 'kill',
    lie: 'what was not closed in order is thrown away at the next start',
    seen: 'lost',
    lines: but(`try { rmSync('closed') } catch { rmSync('sessions', { recursive: true }); mkdirSync('sessions') }
process.on('SIGTERM', () => { writeFileSync('closed', ''); process.exit(0) })`),
  },
  {
    point: 'two-processes',
    lie: 'each process remembers what it has seen',
    seen: 'stale',
    lines: but(`const seen = new Map()
const { get, set } = store
store.get = (id, done) => seen.has(id) ? setImmediate(done, null, JSON.parse(seen.get(id))) : get.call(store, id, done)
store.set = (id, data, done) => { if (id.startsWith('two-')) seen.set(id, JSON.stringify(data)); set.call(store, id, data, done) }`),
  },
  {
    point: 'express-5',
    lie: 'it cannot do what express-session asks beside',
    seen: 'error',
    lines: but("store.createSession = () => { throw new Error('no') }"),
  },
  { point: 'end', lie: 'it has a timer that never ends', seen: 'keeps-process', lines: but('setInterval(() => {}, 1000)') },
  { point: 'outage', lie: 'it waits until its server is back', seen: 'hangs', lines: whileAway(false, '/* for ever */') },
  { point: 'outage', lie: 'it throws where nobody catches it', seen: 'ends-process', lines: whileAway(false, 'throw error') },
  { point: 'outage', lie: 'it says that nothing is there', seen: 'lost', lines: whileAway(false, 'done(null)') },
  { point: 'outage-at-start', lie: 'it waits until its server is there', seen: 'hangs', lines: whileAway(true, '/* for ever */') },
  {
    point: 'outage-at-start',
    lie: 'it is never made',
    seen: 'never-opens',
    lines: but(
      'await new Promise((resolve) => { const timer = setInterval(() => store.reach((error) => { if (!error) { clearInterval(timer); resolve() } }), 50) })',
    ),
  },
  {
    point: 'outage-at-start',
    lie: 'it ends the process',
    seen: 'ends-process',
    lines: but('store.reach((error) => { if (error) throw error })'),
  },
]
