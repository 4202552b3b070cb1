/** What the page does at each frame of a crowd: no part is rendered of which nothing has changed. */
import { act, cleanup, render } from '@testing-library/react'
import { Profiler, type ReactNode } from 'react'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { EventBody } from '../../server/protocol/events.js'
import type { RequestRecord } from '../../server/protocol/requests.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { TimelineRow } from '../../server/protocol/timeline.js'
import { BrowserPane } from '../features/browser/browser-pane.js'
import { CrowdBrief } from '../features/crowd/crowd-brief.js'
import { StartHere } from '../features/dock/start-here.js'
import { LessonsDock } from '../features/lessons/lessons-dock.js'
import { MemoryPane } from '../features/memory/memory-pane.js'
import { News } from '../features/news/news.js'
import { StorePane } from '../features/store/store-pane.js'
import { TopBar } from '../features/top-bar/top-bar.js'
import { setUpTexts } from '../i18n/index.js'
import { applyFrame } from '../state/apply-frame.js'
import { dashboardStore } from '../state/dashboard-store.js'
import { paced } from '../state/pace.js'
import { FIXTURE_NOW, fixtureSnapshot } from '../test/fixture-snapshot.js'
import { renderedComponents } from '../test/rendered-components.js'
import { LowerPart } from './lower-part.js'
import { SessionOwnersProvider } from './session-owners-provider.js'

const drawn = vi.hoisted(() => ({ charts: 0 }))
// It draws on a canvas, which there is none of here.
vi.mock('../ui/chart.js', () => ({
  GUTTER_PX: 0,
  PADDING_PX: 0,
  Chart: () => {
    drawn.charts += 1
    return null
  },
}))
vi.mock('../state/connection.js', () => ({ send: vi.fn(async () => ({ ok: false, problem: { code: 'server-away', message: 'away', params: {} } })) }))

const PARTS: Readonly<Record<string, ReactNode>> = {
  bar: <TopBar dockOpen onOpenDock={() => {}} faults={null} />,
  dock: <LessonsDock sandbox={<StartHere onPoint={() => {}} />} isDrawer={() => false} onCloseDrawer={() => {}} />,
  news: <News />,
  browser: <BrowserPane />,
  store: <StorePane />,
  memory: (
    <MemoryPane>
      <CrowdBrief />
    </MemoryPane>
  ),
  requests: <LowerPart />,
}

let rendered: string[] = []
let newest = fixtureSnapshot
let container: Element

/** Shows a state in all parts of the page. */
async function show(snapshot: Snapshot): Promise<void> {
  newest = snapshot
  dashboardStore.setState({ snapshot: paced(snapshot), connection: { phase: 'live', since: 0, obstacle: null }, lower: 'requests' })
  const page = render(
    <SessionOwnersProvider>
      {Object.entries(PARTS).map(([name, part]) => (
        <Profiler key={name} id={name} onRender={(id) => rendered.push(id)}>
          {part}
        </Profiler>
      ))}
    </SessionOwnersProvider>,
  )
  container = page.container
  // The chart comes when it is loaded.
  await vi.waitFor(() => expect(drawn.charts).toBeGreaterThan(0), { timeout: 20_000 })
  await act(async () => {})
}

/** One frame with these events; answers with the parts that were rendered for it. */
function frame(...bodies: readonly EventBody[]): readonly string[] {
  rendered = []
  const { seq } = newest
  const events = bodies.map((body, index) => ({ seq: seq + index + 1, at: FIXTURE_NOW, instance: 'a' as const, cause: null, ...body }))
  newest = applyFrame(newest, { seq: seq + bodies.length, events }) ?? newest
  // As a connection does it.
  const snapshot = paced(newest)
  if (snapshot !== dashboardStore.getState().snapshot) act(() => dashboardStore.setState({ snapshot }))
  return [...new Set(rendered)].toSorted()
}

const running = { ...(fixtureSnapshot.crowd.running ?? fixtureSnapshot.crowd.finished[0]), id: 9, outcome: 'running', endedAt: null } as NonNullable<
  Snapshot['crowd']['running']
>

function reading(afterMs: number): EventBody {
  const { memory } = fixtureSnapshot.instances.a ?? { memory: null }
  const latest = memory?.latest
  if (!latest) throw new Error('the fixture has a reading')
  return { kind: 'memory-read', crowdMs: 1_000 + afterMs, sample: { ...latest, at: latest.at + afterMs, heapUsedBytes: latest.heapUsedBytes + afterMs } }
}

const slice: EventBody = {
  kind: 'crowd-slice',
  slice: { from: FIXTURE_NOW, to: FIXTURE_NOW + 50, requests: 100, timed: 10, newSessions: 30, errors: 0, operations: { set: { count: 100, p95Ms: 2 } } },
}
const counted = (sessionCount: number): EventBody => ({
  kind: 'sessions-counted',
  store: 'mongodb',
  sessionCount,
  bytesPerSession: 243,
  ttlIndex: true,
  loggedOut: 0,
})

beforeAll(() => setUpTexts('en'))
beforeEach(async () => {
  drawn.charts = 0
  // Nothing is laid out here, and a list without a size has no rows.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(320)
  await show({ ...fixtureSnapshot, crowd: { ...fixtureSnapshot.crowd, running } })
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('each event of a crowd renders the parts that show it, and no other', () => {
  const further = (users: number): EventBody => ({ kind: 'crowd-progress', run: { ...running, usersDone: running.usersDone + users } })
  // It is shown when the clock of the readings has moved on, with all else that this pane shows.
  expect(frame(further(10))).toEqual([])
  expect(frame(reading(600), further(20))).toEqual(['memory'])
  expect(frame(slice)).toEqual(['requests'])
  expect(frame(counted(50_000))).toEqual([])
  expect(frame(reading(1_200))).toEqual(['memory', 'store'])
  expect(frame(counted(50_000))).toEqual([])
  expect(frame(reading(1_800), { ...slice, slice: { ...slice.slice, to: slice.slice.to + 600 } }, counted(51_000))).toEqual(['memory', 'requests', 'store'])
  // Fewer are no crowd's doing.
  expect(frame(counted(0))).toEqual(['memory', 'store'])
  expect(frame({ kind: 'mongo-usage', rssBytes: 200_000_000 })).toEqual([])
  expect(frame({ kind: 'others-counted', counts: fixtureSnapshot.store.elsewhere })).toEqual([])
})

test('readings that come ten times a second move the figures and the chart twice a second', () => {
  drawn.charts = 0
  const frames = Array.from({ length: 20 }, (_, index) => frame(reading((index + 1) * 100)))
  expect(new Set(frames.flat())).toEqual(new Set(['memory']))
  expect(frames.filter((parts) => parts.length > 0).length).toBeLessThanOrEqual(5)
  expect(drawn.charts).toBeGreaterThan(0)
  // Two charts: the heap, and the database beside it.
  expect(drawn.charts).toBeLessThanOrEqual(10)
})

test('without a crowd, all but readings shows at once', () => {
  expect(frame({ kind: 'crowd-finished', run: { ...running, outcome: 'done' }, point: null })).toContain('memory')
  expect(frame(reading(100))).toEqual([])
  expect(frame(counted(50_000))).toEqual(['memory', 'store'])
})

test('what else a crowd tells does not draw the charts', () => {
  drawn.charts = 0
  for (let users = 1; users <= 5; users += 1)
    frame({ kind: 'crowd-progress', run: { ...running, usersDone: running.usersDone + users } }, slice, counted(6_000 + users))
  expect(drawn.charts).toBe(0)
})

test('rows of requests that did not change are not rendered again', () => {
  let reads = 0
  const get = (record: RequestRecord, key: keyof RequestRecord) => {
    // Read by nothing but its row.
    if (key === 'operations') reads += 1
    return record[key]
  }
  const watched = (row: TimelineRow): TimelineRow => {
    if (row.kind !== 'request') return row
    const request = new Proxy(row.request, { get: (record, key) => get(record, key as keyof RequestRecord) })
    return { ...row, request }
  }
  newest = { ...newest, timeline: newest.timeline.map(watched) }
  act(() => dashboardStore.setState({ snapshot: paced(newest) }))
  // The crowd's row is new, and takes the place at which Tab stops.
  expect(frame(slice)).toEqual(['requests'])
  expect(reads).toBeGreaterThan(0)
  reads = 0
  // It grows twenty times a second, and moves twice.
  const grown = Array.from({ length: 20 }, (_, times) => frame({ ...slice, slice: { ...slice.slice, to: slice.slice.to + (times + 1) * 50 } }))
  expect(grown.filter((parts) => parts.length > 0)).toEqual(Array.from({ length: 2 }, () => ['requests']))
  expect(reads).toBe(0)
})

test('a new count renders what shows it, and none of the fields, buttons and rows beside it', () => {
  const sizes = () => [...new Set([...container.querySelectorAll('[role=option]')].map((row) => row.getAttribute('aria-setsize')))]
  frame(reading(600))
  expect(frame(reading(1_200), counted(51_000))).toContain('store')
  const components = renderedComponents(container)
  expect(components).toEqual(expect.arrayContaining(['Count', 'SessionList', 'Others']))
  for (const name of ['StorePane', 'SessionFinder', 'ForgetAll', 'SessionDocument', 'Button']) expect(components).not.toContain(name)
  // The line that says how many more there are is one of ten.
  expect(components.filter((name) => name === 'SessionListRow')).toHaveLength(1)
  expect(sizes()).toEqual(['-1'])
  frame({ kind: 'crowd-finished', run: { ...running, outcome: 'done' }, point: null })
  // With the three that are pinned, and the line below these.
  expect(sizes()).toEqual(['51004'])
})
