/** Stands in for the hot app until it is there: one memory store, no switch. */
import session from 'express-session'
import { ProblemError } from '../protocol/problem.js'
import type { SessionOptions } from '../protocol/requests.js'
import type { OpenStore } from '../stores/adapter.js'
import type { HotApp, HotAppParts } from './switching/contract.js'

export function createHotApp({ createApp, wrapStore, secrets }: HotAppParts): HotApp {
  const store: session.MemoryStore & { sessions?: Record<string, string> } = new session.MemoryStore()
  const sessions = () => store.sessions ?? {}
  const refuse = () => Promise.reject(new ProblemError('unknown-store', 'Only the memory store is here so far. Stay with it for now.', { store: 'memory' }))
  const open = {
    store,
    count: async () => Object.keys(sessions()).length,
    bytesPerSession: async () => null,
    list: async () => ({ rows: [], offset: 0, total: 0 }),
    read: async (id: string) => {
      const json = sessions()[id]
      return json === undefined ? null : { id, document: JSON.parse(json), form: 'json-string', bytes: json.length, expiresAt: null }
    },
  } as unknown as OpenStore
  let inForce: SessionOptions
  let handle: ReturnType<typeof createApp>
  const build = (options: SessionOptions) => {
    inForce = options
    handle = createApp({ store: wrapStore(store, 'memory'), options, secrets })
  }
  return {
    start: async (_target, options) => {
      build(options)
      return { storeProblem: null }
    },
    handle: (req, res) => handle(req, res),
    switchStore: refuse,
    configure: async (options) => build(options),
    clear: async () => {
      const count = Object.keys(sessions()).length
      store.clear()
      return count
    },
    active: () => ({ kind: 'memory', open, options: inForce }),
    elsewhere: async () => ({}),
    close: async () => {},
  }
}
