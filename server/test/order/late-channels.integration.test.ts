/**
 * Order comes of causes, not of clocks: whichever channel is slow, what is shown ends right, and nothing is shown on the way that contradicts what was shown
 * before. One channel at a time is slowed down, in a sandbox that is real in everything else.
 */
import { afterEach, expect, test } from 'vitest'
import type { Snapshot } from '../../protocol/state.js'
import { startHost } from '../../supervisor/host.js'
import { readSettings } from '../../supervisor/launch/settings.js'
import { always, type Lateness, lateAddress, lateChildren, lateShop, upTo } from '../support/late-channels.js'
import { embeddedMongodb } from '../support/mongodb.js'
import { temporaryFolder } from '../support/temporary-folder.js'
import { sampled } from '../support/thoroughness.js'
import { openPage } from './late-page.js'
import { act, shows } from './scenario.js'
import { falsehoods } from './truth.js'

const IN_TIME: Lateness = always(0)

interface Channels {
  /** Frames and answers of the lesson server. */
  readonly lessonServer?: Lateness
  readonly simulator?: Lateness
  readonly database?: Lateness
  /** The shop's answers, and with them Set-Cookie. */
  readonly shop?: Lateness
  /** What the store answers: documents, counts, lists. */
  readonly store?: Lateness
  /** Frames on their way to the page. */
  readonly frames?: Lateness
  /** Answers to commands on their way to the page. */
  readonly answers?: Lateness
}

const CASES: readonly (readonly [string, Channels])[] = [
  ['what the lesson server tells', { lessonServer: always(150) }],
  ['nothing', {}],
  ['what the lesson server tells, now more, now less', { lessonServer: upTo(200) }],
  ['what the simulator tells', { simulator: always(400) }],
  ['what the database process tells', { database: always(600) }],
  ["the store's answers", { store: upTo(60) }],
  ["the shop's answers", { shop: always(150) }],
  ['frames to the page', { frames: always(700) }],
  ['answers to the page', { answers: always(300) }],
  [
    'everything, now more, now less',
    {
      lessonServer: upTo(120, 2),
      simulator: upTo(200, 3),
      database: upTo(200, 4),
      shop: upTo(80, 5),
      store: upTo(20, 6),
      frames: upTo(200, 7),
      answers: upTo(200, 8),
    },
  ],
]

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const put of undo.splice(0).reverse()) await put()
})

/** A sandbox in this process, some of whose channels are slow, and a page of it. */
async function slowSandbox({
  lessonServer = IN_TIME,
  simulator = IN_TIME,
  database = IN_TIME,
  shop = IN_TIME,
  store = IN_TIME,
  frames = IN_TIME,
  answers = IN_TIME,
}: Channels) {
  undo.push(
    lateChildren('lesson-server/entry', lessonServer),
    lateChildren('simulator/entry', simulator),
    lateChildren('mongo/entry', database),
    lateShop(shop),
  )
  const mongodb = await embeddedMongodb.start()
  undo.push(() => mongodb.stop())
  const address = await lateAddress(mongodb.port, store)
  undo.push(() => address.close())
  const args = ['--no-open', '--port', '0', '--shop-port', '0', '--data-dir', temporaryFolder(), '--language', 'en']
  const request = readSettings([...args, '--mongodb-uri', `mongodb://127.0.0.1:${address.port}/?directConnection=true`], {})
  if (request.kind !== 'run') throw new Error('No settings.')
  const host = await startHost(request.settings, 'test')
  undo.push(() => host.stop())
  const url = `http://127.0.0.1:${host.dashboardPort}`
  const page = await openPage(url, host.token, { frames, answers })
  undo.push(() => page.close())
  await host.begun
  const truth = async () => (await (await fetch(`${url}/api/state`, { headers: { authorization: `Bearer ${host.token}` } })).json()) as Snapshot
  return { page, truth }
}

/** What stands still when nobody does anything. */
function lasting({ browsers, focused, timeline, store, crowd, lesson }: Snapshot) {
  return JSON.parse(JSON.stringify({ browsers, focused, timeline, crowd: crowd.finished, lesson, store: { ...store, bytesPerSession: null } })) as unknown
}

test.each(sampled(CASES, 2))(
  'when %s is late',
  async (_name, channels) => {
    const { page, truth } = await slowSandbox(channels)
    const held = await act(page)
    const end = await truth()
    const shown = await shows(page, 'all that has happened', ({ seq }) => seq >= end.seq)
    expect(lasting(shown)).toEqual(lasting(end))
    expect(shown.store).toMatchObject({ active: 'memory', sessionCount: held.memory, elsewhere: { mongodb: held.mongodb }, health: { up: true } })
    // Each request once, as it was; each crowd's requests in its own row.
    const requests = shown.timeline.flatMap((row) => (row.kind === 'request' ? [row.request] : []))
    expect(requests.filter(({ outcome }) => outcome !== 'answered')).toEqual([])
    const crowds = shown.timeline.flatMap((row) => (row.kind === 'crowd' ? [[row.run, row.requests]] : []))
    expect(crowds).toEqual(shown.crowd.finished.map(({ id, requests: count }) => [id, count]))
    expect(page.moments.length).toBeGreaterThan(100)
    expect(falsehoods(page.moments)).toEqual([])
  },
  120_000,
)
