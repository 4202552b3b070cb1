/** What checks call things: a flat view of the snapshot with names that stay. */
import { OPTION_NAMES } from '../protocol/session-options.js'
import type { Snapshot } from '../protocol/state.js'

export type Fact = string | number | boolean | null

const OF_A_BROWSER = ['hasCookie', 'known', 'loggedIn', 'cart', 'pageCart']
const NAMES = new Set([
  'store.active',
  'store.sessions',
  'store.up',
  'store.ttlIndex',
  'store.elsewhere',
  'server.phase',
  'server.boot',
  'server.shop',
  'server.heapLimitMb',
  'memory.heapUsedMb',
  'mongo.phase',
  'crowd.running',
  'crowd.expiredForSeconds',
  'options.name',
  ...OPTION_NAMES.map((name) => `options.${name}`),
])

/** Is there a fact of this name? Those of a browser go by its id: `you.cart`, `browser:alice.cart`. */
export function isFactName(name: string): boolean {
  const [, what = ''] = /^(?:you|visitor:\d+|browser:[a-z0-9-]+)\.([A-Za-z]+)$/.exec(name) ?? []
  return NAMES.has(name) || OF_A_BROWSER.includes(what)
}

const MB = 1024 * 1024

/**
 * The facts of a moment.
 *
 * @param snapshot the state
 * @param now epoch ms
 */
export function factsOf(snapshot: Snapshot, now: number): ReadonlyMap<string, Fact> {
  const { store, server, memory, crowd, mongo } = snapshot
  const lastRun = crowd.finished.at(-1)
  const expiredForMs = lastRun?.endedAt && server.options.maxAgeMs ? now - lastRun.endedAt - server.options.maxAgeMs : null
  const facts = new Map<string, Fact>([
    ['store.active', store.active],
    ['store.sessions', store.sessionCount],
    ['store.up', store.health.up],
    ['store.ttlIndex', store.ttlIndex],
    ['store.elsewhere', Object.values(store.elsewhere).reduce((sum, count) => sum + count, 0)],
    ['server.phase', server.phase],
    ['server.boot', server.boot],
    ['server.shop', server.shop],
    ['server.heapLimitMb', Math.round(server.heapLimitBytes / MB)],
    ['memory.heapUsedMb', memory.latest && memory.latest.heapUsedBytes / MB],
    ['mongo.phase', mongo.phase],
    ['crowd.running', crowd.running !== null],
    // How long ago the last session of the last crowd expired; null: not yet, or it never does.
    ['crowd.expiredForSeconds', expiredForMs !== null && expiredForMs >= 0 ? expiredForMs / 1000 : null],
  ])
  for (const [name, value] of Object.entries(server.options)) facts.set(`options.${name}`, value)
  for (const browser of snapshot.browsers) {
    const stored = browser.sessionId === null ? null : (snapshot.focused[browser.sessionId]?.stored ?? null)
    const session = stored && sessionDataOf(stored.document)
    facts.set(`${browser.id}.hasCookie`, browser.sessionId !== null)
    facts.set(`${browser.id}.known`, stored !== null)
    facts.set(`${browser.id}.loggedIn`, session?.isLoggedIn === true)
    facts.set(`${browser.id}.cart`, Array.isArray(session?.cart) ? session.cart.length : 0)
    // What its last page showed, wherever the shop had it from; null before the first visit, and always for the real browser.
    facts.set(`${browser.id}.pageCart`, browser.page?.cartCount ?? null)
  }
  return facts
}

/** Session data inside a stored document: MongoDB keeps it under `session`, the memory store is the session itself. */
function sessionDataOf(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = document.session
  return typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : document
}
