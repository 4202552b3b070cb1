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
    const speeds: number[] = []
    const worst: number[] = []
    const sizes: number[] = []
    const heaps: number[] = []
    const files: number[] = []
    const writing: number[] = []
    const reading: number[] = []
    for (let round = 0; round < bench.rounds; round += 1) {
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
      const log = new EventLog(initialState({ launch, stores: [], store: 'memory', options: OPTIONS, secrets: [], heapLimitBytes: 1, collection: 'sessions' }))
      const base = log.state
      const before = heapUsed()
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
      speeds.push((log.size.events / (performance.now() - began)) * 1_000)
      sizes.push(log.size.bytes / log.size.events)
      heaps.push((heapUsed() - before) / 1_000)
      let longest = 0
      for (let pick = 0; pick < PICKS; pick += 1) {
        const { since } = log.state.log
        const seq = since + Math.floor((pick * (log.seq - since)) / (PICKS - 1))
        const asked = performance.now()
        if (log.stateAt(seq) === null) throw new Error(`The log does not know the state at event ${seq}.`)
        longest = Math.max(longest, performance.now() - asked)
      }
      worst.push(longest)
      const asked = performance.now()
      const { file } = await buildRecording({ base, events: log.after(0) }, { protocol: PROTOCOL_VERSION, savedAt: Date.now(), masked: true })
      writing.push(performance.now() - asked)
      files.push(file.size / 1_000)
      const opening = performance.now()
      await openRecording(file, PROTOCOL_VERSION)
      reading.push(performance.now() - opening)
      frames.close()
    }
    const findings: readonly Finding[] = [
      finding('events/s', 'count', speeds, null),
      finding(`state at any of ${LOG.events} events, the slowest of ${PICKS}`, 'ms', worst, { atMost: 50 }),
      finding('bytes an event', 'count', sizes, null),
      finding(`heap that ${LOG.events} events take`, 'kB', heaps, null),
      finding(`masked recording of ${LOG.events} events`, 'kB', files, { atMost: RECORDING.fileBytes / 1_000 }),
      finding('to make it', 'ms', writing, null),
      finding('to open it, checked', 'ms', reading, null),
      finding('JavaScript of the page that shows recordings, gzipped', 'kB', [await viewerBytes()], { atMost: PAGE.firstLoadBytes / 1_000 }),
    ]
    return findings
  },
}

/** After a collection, in bytes. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
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
