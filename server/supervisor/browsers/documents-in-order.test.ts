/** What comes late ends right: answers of the store, what the taps tell and what the gateway sees, in whatever order they arrive. */
import { expect, test } from 'vitest'
import { FIRST_INSTANCE } from '../../protocol/instances.js'
import type { StoreReading, TapFrame } from '../../protocol/ipc.js'
import { ok, type Result, unwrap } from '../../protocol/problem.js'
import type { StoredSession, SwitchReport } from '../../protocol/stores.js'
import { request } from '../../test/lessons/observed.js'
import { logOf } from '../../test/support/state.js'
import { TapEvents } from '../log/tap-events.js'
import { Browsers } from './browsers.js'

const SESSION = 'the-session'
const stored = (cart: number): StoredSession => ({ id: SESSION, document: { cart }, form: 'bson', bytes: 1, expiresAt: null })

/** Browsers whose store answers when the test lets it. */
function watching() {
  const { log, note } = logOf()
  const taps = new TapEvents(log, () => null)
  const waiting: ((stored: StoredSession | null, store?: string) => void)[] = []
  const browsers = new Browsers({
    log,
    secrets: { list: [] },
    shop: { connectTo: 'http://127.0.0.1:9', origin: 'http://localhost:9', otherSite: 'http://127.0.0.1:8', internalKey: '' },
    pages: () => 1,
    readSession: () => new Promise<Result<StoreReading>>((resolve) => waiting.push((stored, store = 'memory') => resolve(ok({ store, stored })))),
  })
  const tell = (stored: StoredSession | null, isNew = false, store = 'memory') => {
    const documents: TapFrame['documents'] = [{ sessionId: SESSION, store, stored, request: 'r', isNew }]
    taps.receive({ ...QUIET, documents })
  }
  const shown = () => log.state.focused[SESSION]
  return { log, note, browsers, tell, answer: (stored: StoredSession | null, store?: string) => waiting.shift()?.(stored, store), shown }
}

const REPORT: SwitchReport = {
  from: 'memory',
  to: 'mongodb',
  carryOver: false,
  at: 0,
  durationMs: 1,
  carried: 0,
  recopied: 0,
  longestWaitMs: 0,
  altered: 0,
  found: 0,
  left: 1,
  refused: null,
}

const QUIET: TapFrame = {
  instance: FIRST_INSTANCE,
  boot: 1,
  requests: [],
  memory: null,
  crowd: null,
  health: null,
  dropped: 0,
  switching: null,
  counted: 'memory',
  sessionCount: null,
  bytesPerSession: null,
  ttlIndex: null,
  elsewhere: {},
  documents: [],
}

test('an answer of the store that was on its way while a request changed the document is passed over', async () => {
  const { browsers, tell, answer, shown, log } = watching()
  tell(stored(1))
  const late = browsers.readDocument(SESSION)
  tell(stored(2))
  const known = shown()
  answer(stored(1))
  const reading = unwrap(await late)
  expect(shown()).toBe(known)
  expect(known).toMatchObject({ stored: stored(2), previous: { cart: 1 } })
  // Whoever asked can tell that it is the older one.
  expect(reading.seq).toBeLessThan(known?.seq ?? 0)
  expect(log.after(0)).toHaveLength(2)
})

test('a session that was not there yet when the store was asked is there', async () => {
  const { browsers, tell, answer, shown } = watching()
  const late = browsers.readDocument(SESSION)
  tell(stored(1), true)
  answer(null)
  await late
  expect(shown()?.stored).toEqual(stored(1))
})

test('what was asked for after the last change is news, and newer than what was known', async () => {
  const { browsers, tell, answer, shown } = watching()
  tell(stored(1))
  const known = shown()
  const asked = browsers.readDocument(SESSION)
  answer(null)
  expect(unwrap(await asked).seq).toBeGreaterThanOrEqual(known?.seq ?? 0)
  expect(shown()?.stored).toBeNull()
})

test('an answer of the store that was left says nothing about this one', async () => {
  const { browsers, tell, answer, shown } = watching()
  tell(stored(1))
  const late = browsers.readDocument(SESSION)
  browsers.forgetDocuments()
  tell(stored(2))
  answer(stored(1))
  await late
  expect(shown()?.stored).toEqual(stored(2))
})

test('an answer that is older than a request on the same session is passed over, however late the document after that request is', async () => {
  const { browsers, note, answer, shown, tell } = watching()
  tell(stored(1))
  const known = shown()
  const late = browsers.readDocument(SESSION)
  const row = request()
  if (row.kind !== 'request') throw new Error('no request')
  note({ kind: 'request', request: { ...row.request, operations: [{ name: 'set', sessionId: SESSION, startedMs: 0, durationMs: 1 }] } })
  answer(null)
  await late
  expect(shown()).toBe(known)
  tell(stored(2))
  expect(shown()?.stored).toEqual(stored(2))
})

test('what is read in a store that a switch has led to says nothing before the switch is told', async () => {
  const { browsers, note, answer, shown, tell, log } = watching()
  tell(stored(1))
  const known = shown()
  const asked = browsers.readDocument(SESSION)
  answer(null, 'mongodb')
  // Whoever asked is told which store it was.
  expect(unwrap(await asked)).toMatchObject({ store: 'mongodb', stored: null })
  tell(null, false, 'mongodb')
  expect(shown()).toBe(known)
  note({ kind: 'switched', report: REPORT })
  tell(stored(2), false, 'mongodb')
  expect(log.state.store.active).toBe('mongodb')
  expect(shown()?.stored).toEqual(stored(2))
})
