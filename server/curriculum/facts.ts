/** What checks call things: a flat view of the snapshot with names that stay. */

import type { BrowserState } from '../protocol/browsers.js'
import { FAULT_IDS, type FaultId, type FaultSettings, settingsOf, usualSettings } from '../protocol/faults.js'
import { onlyInstance } from '../protocol/instance-state.js'
import { OPTION_NAMES } from '../protocol/session-options.js'
import type { Snapshot } from '../protocol/state.js'
import type { BrowserFacts, Comparator, Fact, FactReference, FactValues } from '../protocol/verdicts.js'

const OPTIONS: readonly string[] = OPTION_NAMES
const MB = 1024 * 1024

const OF_THE_SANDBOX: { readonly [Name in keyof FactValues]: (snapshot: Snapshot, now: number) => FactValues[Name] } = {
  'store.active': ({ store }) => store.active,
  'store.sessions': ({ store }) => store.sessionCount,
  'store.up': ({ store }) => store.health.up,
  'store.ttlIndex': ({ store }) => store.ttlIndex,
  'store.elsewhere': ({ store }) => Object.values(store.elsewhere).reduce((sum, count) => sum + count, 0),
  'server.phase': (snapshot) => onlyInstance(snapshot).phase,
  'server.boot': (snapshot) => onlyInstance(snapshot).boot,
  'server.shop': (snapshot) => onlyInstance(snapshot).shop,
  'server.heapLimitMb': (snapshot) => Math.round(onlyInstance(snapshot).heapLimitBytes / MB),
  'server.count': ({ instances }) => Object.keys(instances).length,
  'server.serving': ({ instances }) => Object.values(instances).filter(({ phase }) => phase === 'running').length,
  'balancer.rule': ({ balancer }) => balancer.rule,
  'memory.heapUsedMb': (snapshot) => {
    const { latest } = onlyInstance(snapshot).memory
    return latest && latest.heapUsedBytes / MB
  },
  'mongo.phase': ({ mongo }) => mongo.phase,
  'crowd.running': ({ crowd }) => crowd.running !== null,
  // How long ago the last session of the last crowd expired.
  'crowd.expiredForSeconds': (snapshot, now) => {
    const expiry = crowdExpiry(snapshot)
    return expiry !== null && now >= expiry ? (now - expiry) / 1000 : null
  },
}

/** Epoch ms when the last session of the last crowd expires; null: never, or no crowd has ended. */
function crowdExpiry(snapshot: Snapshot): number | null {
  const lastRun = snapshot.crowd.finished.at(-1)
  const { maxAgeMs } = onlyInstance(snapshot).options
  return lastRun?.endedAt && maxAgeMs ? lastRun.endedAt + maxAgeMs : null
}

/** Epoch ms at which a fact comes to be what is wanted if one only waits; null: that is not known. */
export function dueAt(fact: FactReference, wanted: Comparator, snapshot: Snapshot): number | null {
  if (fact.of !== 'sandbox' || fact.name !== 'crowd.expiredForSeconds' || typeof wanted !== 'object') return null
  const expiry = crowdExpiry(snapshot)
  return expiry === null || wanted?.atLeast === undefined ? null : expiry + wanted.atLeast * 1000
}

/** Facts that a reader sets or waits for; the others are what comes of it. */
const SETTINGS: readonly (keyof FactValues)[] = [
  'store.active',
  'server.shop',
  'server.heapLimitMb',
  'server.count',
  'balancer.rule',
  'mongo.phase',
  'crowd.running',
  'crowd.expiredForSeconds',
]

/** Is it something that a reader sets or waits for, and not what comes of it? */
export function isSetting(fact: FactReference): boolean {
  return fact.of === 'options' || fact.of === 'faults' || (fact.of === 'sandbox' && SETTINGS.includes(fact.name))
}

/** What is known of a browser, and the session that the store holds for it; null: none. */
interface Known {
  readonly browser: BrowserState
  readonly session: Readonly<Record<string, unknown>> | null
}

const OF_A_BROWSER: { readonly [Name in keyof BrowserFacts]: (known: Known) => BrowserFacts[Name] } = {
  hasCookie: ({ browser }) => browser.sessionId !== null,
  known: ({ session }) => session !== null,
  loggedIn: ({ session }) => session?.isLoggedIn === true,
  cart: ({ session }) => (Array.isArray(session?.cart) ? session.cart.length : 0),
  pageCart: ({ browser }) => browser.page?.cartCount ?? null,
  borrowed: ({ browser }) => browser.borrowed !== null,
}

/** `faults.wire-delay` (is it there?), `faults.wire-delay.set` (a setting of it); null: there is none of this name. */
function factOfFault(name: string): FactReference | null {
  const [, id = '', setting = null] = /^faults\.([a-z-]+)(?:\.([A-Za-z]+))?$/.exec(name) ?? []
  const fault = FAULT_IDS.find((known) => known === id)
  if (fault === undefined || (setting !== null && !settingsOf(fault).some(([known]) => known === setting))) return null
  return { of: 'faults', fault, setting }
}

function faultFact(fault: FaultId, setting: string | null, { faults }: Snapshot): Fact {
  const settings: FaultSettings | undefined = faults[fault]?.settings
  return setting === null ? settings !== undefined : ((settings ?? usualSettings(fault))[setting] ?? null)
}

/**
 * The fact of this name, taken apart; null: there is none. Those of a browser go by its id: `you.cart`, `browser:alice.cart`; those of what is done to the
 * way by the fault and its setting: `faults.wire-delay`, `faults.wire-delay.set`.
 */
export function factOfName(name: string): FactReference | null {
  if (Object.hasOwn(OF_THE_SANDBOX, name)) return { of: 'sandbox', name: name as keyof FactValues }
  if (name.startsWith('faults.')) return factOfFault(name)
  const [, owner = '', what = ''] = /^(options|you|visitor:\d+|browser:[a-z0-9-]+)\.([A-Za-z]+)$/.exec(name) ?? []
  if (owner === 'options') return OPTIONS.includes(what) ? { of: 'options', name: what } : null
  return owner !== '' && Object.hasOwn(OF_A_BROWSER, what) ? { of: 'browser', browser: owner, name: what as keyof BrowserFacts } : null
}

/**
 * The value of a fact at a moment; null also where there is no such browser or option.
 *
 * @param now epoch ms
 */
export function factOf(fact: FactReference, snapshot: Snapshot, now: number): Fact {
  if (fact.of === 'sandbox') return OF_THE_SANDBOX[fact.name](snapshot, now)
  if (fact.of === 'options') return (onlyInstance(snapshot).options as unknown as Readonly<Record<string, Fact | undefined>>)[fact.name] ?? null
  if (fact.of === 'faults') return faultFact(fact.fault, fact.setting, snapshot)
  const browser = snapshot.browsers.find(({ id }) => id === fact.browser)
  if (!browser) return null
  const stored = browser.sessionId === null ? null : (snapshot.focused[browser.sessionId]?.stored ?? null)
  return OF_A_BROWSER[fact.name]({ browser, session: stored && sessionDataOf(stored.document) })
}

/** Session data inside a stored document: MongoDB keeps it under `session`, the memory store is the session itself. */
function sessionDataOf(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = document.session
  return typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : document
}
