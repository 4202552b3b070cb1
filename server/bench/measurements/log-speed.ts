/** What the log takes, what it gives back, and how large it is: in the supervisor's own process, with frames and one listener. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { LOG, PAGE } from '../../config.js'
import { PROTOCOL_VERSION } from '../../protocol/dashboard.js'
import { FIRST_INSTANCE } from '../../protocol/instances.js'
import { buildRecording } from '../../protocol/recording/build.js'
import { openRecording } from '../../protocol/recording/read.js'
import { RECORDING } from '../../protocol/recording/recording.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { unservedRequest } from '../../protocol/unserved-request.js'
import { EventLog } from '../../supervisor/log/event-log.js'
import { Frames } from '../../supervisor/log/frames.js'
import { initialState } from '../../supervisor/log/initial-state.js'
import { buildViewer } from '../../viewer/build-viewer.js'
import { type Finding, finding } from '../finding.js'
import type { Measurement } from '../measurement.js'
import { temporaryFolder } from '../processes.js'
import { OPTIONS } from '../stores.js'
import { firstLoadBytes, viewerFirstLoad } from './page-weight.js'

const PICKS = 500

export const logSpeed: Measurement = {
  name: 'log',
  title: 'The log of all that happens, and recordings of it',
  isLong: true,
  async run(bench) {
    const rounds: Round[] = []
    for (let round = 0; round < bench.rounds; round += 1) rounds.push(await oneRound())
    const each = (key: keyof Round) => rounds.map((round) => round[key])
    const findings: readonly Finding[] = [
      finding('events/s', 'count', each('eventsPerSecond'), null),
      finding(`state at any of ${LOG.events} events, the slowest of ${PICKS}`, 'ms', each('slowestMs'), { atMost: 50 }),
      finding('bytes an event', 'count', each('bytesPerEvent'), null),
      finding(`heap that ${LOG.events} events take`, 'kB', each('heapKb'), null),
      finding(`masked recording of ${LOG.events} events`, 'kB', each('fileKb'), { atMost: RECORDING.fileBytes / 1_000 }),
      finding('to make it', 'ms', each('writingMs'), null),
      finding('to open it, checked', 'ms', each('readingMs'), null),
      finding('JavaScript of the page that shows recordings, gzipped', 'kB', [await viewerBytes()], { atMost: PAGE.viewerFirstLoadBytes / 1_000 }),
    ]
    return findings
  },
}

interface Round {
  readonly eventsPerSecond: number
  readonly slowestMs: number
  readonly bytesPerEvent: number
  readonly heapKb: number
  readonly fileKb: number
  readonly writingMs: number
  readonly readingMs: number
}

/** A function of its own, so that nothing of a round is still held when the next one reads how large the heap is without its log. */
async function oneRound(): Promise<Round> {
  const launch = {
    version: '0',
    startedAt: 0,
    dashboardPort: 1,
    shopPort: 2,
    otherSitePort: null,
    machineMemoryBytes: 3,
    language: 'en',
    dataFolder: '/',
    shops: [],
  } as const
  const heapBefore = await heapUsed()
  const log = new EventLog(initialState({ launch, stores: [], store: 'memory', options: OPTIONS, secrets: [], heapLimitBytes: 1, collection: 'sessions' }))
  const base = log.state
  const frames = new Frames(log)
  frames.onFrame(() => {})
  const began = performance.now()
  for (let count = 0; count < LOG.events / 2; count += 1) {
    const sessionId = `session-${count % 50}`
    const request = visit(count, sessionId)
    log.append({ kind: 'request', request }, { instance: FIRST_INSTANCE, cause: { request: request.id } })
    const stored = { id: sessionId, document: { isLoggedIn: true, cart: [count] }, form: 'bson', bytes: 120, expiresAt: null } as const
    log.append({ kind: 'document-read', sessionId, stored, isNew: false }, { instance: FIRST_INSTANCE, cause: { request: request.id } })
    if (count % 100 === 0) await new Promise(setImmediate)
  }
  const eventsPerSecond = (log.size.events / (performance.now() - began)) * 1_000
  const heapKb = ((await heapUsed()) - heapBefore) / 1_000
  let slowestMs = 0
  for (let pick = 0; pick < PICKS; pick += 1) {
    const { since } = log.state.log
    const seq = since + Math.floor((pick * (log.seq - since)) / (PICKS - 1))
    const asked = performance.now()
    if (log.stateAt(seq) === null) throw new Error(`The log does not know the state at event ${seq}.`)
    slowestMs = Math.max(slowestMs, performance.now() - asked)
  }
  const asked = performance.now()
  const { file } = await buildRecording({ base, events: log.after(0) }, { protocol: PROTOCOL_VERSION, savedAt: Date.now(), masked: true })
  const writingMs = performance.now() - asked
  const opening = performance.now()
  await openRecording(file, PROTOCOL_VERSION)
  const readingMs = performance.now() - opening
  frames.close()
  return { eventsPerSecond, slowestMs, bytesPerEvent: log.size.bytes / log.size.events, heapKb, fileKb: file.size / 1_000, writingMs, readingMs }
}

/** What is held, in bytes: after two collections, since some of what nobody holds any more (blobs, streams) is let go between them. */
async function heapUsed(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let turn = 0; turn < 2; turn += 1) {
    collect()
    await new Promise(setImmediate)
  }
  collect()
  return process.memoryUsage().heapUsed
}

async function viewerBytes(): Promise<number> {
  const folder = temporaryFolder()
  await buildViewer(folder, [])
  return firstLoadBytes(viewerFirstLoad(folder)) / 1_000
}

function visit(count: number, sessionId: string): RequestRecord {
  const cookie = `${OPTIONS.name}=s%3A${sessionId}.signature; Path=/; HttpOnly`
  return unservedRequest({
    id: `request-${count}`,
    actor: 'browser:alice',
    instance: FIRST_INSTANCE,
    boot: 1,
    store: 'memory',
    at: count,
    method: 'GET',
    path: '/',
    cookieIn: { kind: 'good', sessionId, secretId: 's1', secretIndex: 0 },
    sessionId,
    before: { isLoggedIn: true, cart: [count - 1] },
    after: { isLoggedIn: true, cart: [count] },
    status: 200,
    setCookie: [cookie],
    headersMs: 1,
    durationMs: 2,
    outcome: 'answered',
    options: OPTIONS,
  })
}
