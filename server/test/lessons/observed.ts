/** What a check looks at, made up for its tests: the state at the start, and rows as taps and supervisor write them. */

import type { Observed } from '../../curriculum/check.js'
import type { BrowserState } from '../../protocol/browsers.js'
import type { RequestRecord } from '../../protocol/requests.js'
import type { ShopDescription } from '../../protocol/shops.js'
import type { Snapshot } from '../../protocol/state.js'
import type { StoreDescription } from '../../protocol/stores.js'
import type { TimelineRow } from '../../protocol/timeline.js'
import { unservedRequest } from '../../protocol/unserved-request.js'
import { initialOptions, initialState } from '../../supervisor/log/initial-state.js'
import { localized } from '../support/localized.js'

export const SINCE = 1_000_000
const options = initialOptions('connect.sid')

const store = (kind: string, label: string): StoreDescription => ({
  kind,
  label,
  hue: 0,
  about: localized(''),
  place: 'switch',
  isBadExample: false,
  npm: null,
  resource: 'heap',
  capabilities: { touch: true, length: true, expiry: 'on-read', survivesRestart: false, shared: false, all: true, clear: true, inHeap: true },
  unavailable: null,
})
const shops: readonly ShopDescription[] = [{ name: 'standard', title: localized('the textbook', 'a loja padrão'), about: localized('') }]

const before: Snapshot = {
  ...initialState({
    launch: { version: '0', startedAt: 0, dashboardPort: 1, shopPort: 2, otherSitePort: null, machineMemoryBytes: 1e9, language: 'en', dataFolder: '/', shops },
    stores: [store('memory', 'Memory'), store('mongodb', 'MongoDB')],
    store: 'memory',
    options,
    secrets: ['secret-1'],
    heapLimitBytes: 128 * 1024 * 1024,
    collection: 'sessions',
  }),
}

let count = 0

/** A visit of Alice's, without a cookie, unless said otherwise. */
export function request(fields: Partial<RequestRecord> = {}): TimelineRow {
  const id = `request-${++count}`
  const record = unservedRequest({
    id,
    actor: 'browser:alice',
    instance: 'a',
    boot: 1,
    store: 'memory',
    at: SINCE + count,
    method: 'GET',
    path: '/',
    cookieIn: { kind: 'none' },
    sessionId: 'new-id',
    sessionIsNew: true,
    status: 200,
    headersMs: 1,
    durationMs: 2,
    outcome: 'answered',
    options,
    ...fields,
  })
  return { kind: 'request', key: id, at: record.at, instance: record.instance, request: record }
}

/** Came with a valid cookie of this session. */
export function known(sessionId: string, fields: Partial<RequestRecord> = {}): TimelineRow {
  return request({
    cookieIn: { kind: 'good', sessionId, secretId: 'secret-1', secretIndex: 0 },
    sessionId,
    sessionIsNew: false,
    operations: [{ name: 'get', sessionId, startedMs: 0, durationMs: 1, hit: true }],
    ...fields,
  })
}

export function browser(id: BrowserState['id'], sessionId: string | null): BrowserState {
  return {
    id,
    name: '',
    real: null,
    hue: 0,
    jar: [],
    sessionId,
    known: null,
    lastSetCookie: null,
    trial: null,
    namesakes: null,
    page: null,
    lastRequestAt: null,
    crossSite: null,
    thirdPartyCookies: null,
    borrowed: null,
  }
}

/** The document of a session, as the memory store holds it. */
export function focused(sessionId: string, document: Readonly<Record<string, unknown>>): Snapshot['focused'] {
  const stored = { id: sessionId, document, form: 'json-string', bytes: 1, expiresAt: null } as const
  return { [sessionId]: { sessionId, stored, previous: null, changedAt: null, seq: 1 } }
}

export function observed(rows: readonly TimelineRow[] = [], snapshot: Partial<Snapshot> = {}, more: Partial<Observed> = {}): Observed {
  return {
    rows,
    snapshot: { ...before, ...snapshot },
    lastRun: 0,
    now: SINCE + 60_000,
    answer: null,
    rightAnswer: null,
    before: null,
    isSecret: false,
    ...more,
  }
}

export const state = before
