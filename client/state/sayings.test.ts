import { describe, expect, test } from 'vitest'
import type { CrowdRun } from '../../server/protocol/crowd.js'
import { onlyInstance } from '../../server/protocol/instance-state.js'
import type { Emptiness, StoreState, SwitchReport } from '../../server/protocol/stores.js'
import { fixtureSnapshot } from '../test/fixture-snapshot.js'
import { costsOfEnding, costsOfLesson, deathToll, sessionsElsewhere, whatSwitchDid, whyEmpty } from './sayings.js'
import { whyMissing } from './why-missing.js'

const { instances, crowd } = fixtureSnapshot
const server = onlyInstance(fixtureSnapshot)
const quiet = { ...crowd, running: null }
const busy = { ...crowd, running: { id: 1 } as CrowdRun }
const store = (more: Partial<StoreState> = {}): StoreState => ({ ...fixtureSnapshot.store, active: 'memory', sessionCount: 0, ...more })
const emptied = (cause: Emptiness['cause']) => ({ emptiness: { memory: { cause, at: 0, sessions: 3 } } })
const inMemory = {
  available: fixtureSnapshot.store.available.map((each) => ({ ...each, capabilities: { ...each.capabilities, endsWithDatabase: true as const } })),
}
const away = { health: { up: false, since: 0, why: null } }
/** Keys with what they count and where, short enough for a table. */
const short = (sayings: readonly { readonly key: string; readonly count?: number; readonly values?: Readonly<Record<string, string>> }[]) =>
  sayings.map(({ key, count, values }) => [key, count, values?.store].filter((part) => part !== undefined).join(' '))

describe('an empty store says why', () => {
  const cases: readonly [string, Partial<Parameters<typeof whyEmpty>[0]>, string, readonly string[]][] = [
    ['nobody has come', {}, 'nothing', ['nobody', 'login']],
    ['a restart', { store: store(emptied('restart')) }, 'nothing', ['restart', 'login']],
    ['a kill, a crash, an overflow', { store: store(emptied('death')) }, 'nothing', ['death', 'login']],
    ['forgetting all', { store: store(emptied('cleared')) }, 'nothing', ['cleared', 'login']],
    ['the set-up of a lesson', { store: store(emptied('lesson')) }, 'nothing', ['lesson', 'login']],
    ['a carry-over to another store', { store: store(emptied('carried')) }, 'nothing', ['carried', 'login']],
    ['a plain switch to it', { store: store(emptied('switch')) }, 'nothing', ['switch', 'login']],
    ['log-outs', { store: store(emptied('logged-out')) }, 'nothing', ['logged-out', 'login']],
    ['expiry', { store: store(emptied('expired')) }, 'nothing', ['expired', 'login']],
    ['expiry, or a deletion in the database', { store: store(emptied('gone')) }, 'nothing', ['gone', 'login']],
    [
      'the same, of a database that may have lost them with its process',
      { store: store({ ...emptied('gone'), ...inMemory }) },
      'nothing',
      ['goneInMemory', 'login'],
    ],
    ['nobody has come, to a database that keeps nothing', { store: store(inMemory) }, 'nothing', ['nobody', 'login']],
    ['what emptied another store is none of its business', { store: store({ ...emptied('restart'), active: 'mongodb' }) }, 'nothing', ['nobody', 'login']],
    ['a search', { search: 'x', store: store(emptied('restart')) }, 'notFound', ['notFound']],
    ['the store does not answer', { search: 'x', store: store({ active: 'mongodb', ...away }) }, 'down', ['down']],
    ['the process is dead, and it was in there', { server: { ...server, phase: 'died' } }, 'nothing', ['died']],
    ['the process is dead, and it was not in there', { server: { ...server, phase: 'died' }, store: store({ active: 'mongodb' }) }, 'away', ['away']],
    ['the process is starting', { server: { ...server, phase: 'starting' }, store: store(emptied('restart')) }, 'away', ['away']],
    ['visits are stored, too', { server: { ...server, options: { ...server.options, saveUninitialized: true } } }, 'nothing', ['nobody', 'visit']],
    [
      'a lesson asks what a visit leaves',
      { isGuessOpen: true, server: { ...server, options: { ...server.options, saveUninitialized: true } } },
      'nothing',
      ['nobody'],
    ],
  ]
  test.each(cases)('%s', (_what, more, what, why) => {
    const said = whyEmpty({ search: '', store: store(), server, isGuessOpen: false, ...more })
    expect(said.what.key).toBe(`empty.what.${what}`)
    expect(said.why.map(({ key }) => key.replace(/^empty\.(why|next)\./, ''))).toEqual(why)
  })
})

describe('an empty store of the past says why, of then, and advises nothing', () => {
  const cases: readonly [string, Partial<Parameters<typeof whyEmpty>[0]>, string][] = [
    ['nobody had come', {}, 'nobody'],
    ['log-outs', { store: store(emptied('logged-out')) }, 'logged-out'],
    ['a database that may have lost them with its process', { store: store({ ...emptied('gone'), ...inMemory }) }, 'goneInMemory'],
    ['one that keeps what it has', { store: store(emptied('gone')) }, 'gone'],
    ['nobody had come, to a database that keeps nothing', { store: store(inMemory) }, 'nobody'],
    ['whatever is asked of a visit now', { isGuessOpen: true }, 'nobody'],
    ['the store did not answer', { store: store({ active: 'mongodb', ...away }) }, 'down'],
    ['no process, and it was in there', { server: { ...server, phase: 'died' } }, 'ended'],
    ['no process, and it was not in there', { server: { ...server, phase: 'stopping' }, store: store({ active: 'mongodb' }) }, 'away'],
  ]
  test.each(cases)('%s', (_what, more, why) => {
    const said = whyEmpty({ search: '', store: store(), server, isGuessOpen: false, isThen: true, ...more })
    expect([said.what.key, ...said.why.map(({ key }) => key)]).toEqual(['empty.then.nothing', `empty.then.${why}`])
  })
})

describe('sessions that are elsewhere', () => {
  test('are told by store, none where there are none, and not while they are copied', () => {
    expect(short(sessionsElsewhere(store({ elsewhere: { mongodb: 1_501 } })))).toEqual(['elsewhere 1501 MongoDB'])
    expect(sessionsElsewhere(store({ elsewhere: { mongodb: 0, memory: 4 } }))).toEqual([])
    expect(sessionsElsewhere(store({ elsewhere: { mongodb: 5 }, switching: {} as never }))).toEqual([])
  })
})

describe('a session that the page knows and the store does not says what may have become of it', () => {
  const left = { elsewhere: { memory: 2 } }
  test.each([
    ['a browser has its cookie', { active: 'mongodb' }, 'Ana', ['owned', 'goneOrChanged', 'next']],
    ['a plain switch left some behind', { active: 'mongodb', ...left }, 'Ana', ['owned', 'elsewhereOrChanged', 'next']],
    [
      'a switch that is under way has left none',
      { active: 'mongodb', ...left, switching: {} as StoreState['switching'] },
      'Ana',
      ['owned', 'goneOrChanged', 'next'],
    ],
    ['nobody answers just now', { active: 'mongodb', ...away }, 'Ana', ['owned', 'goneOrChanged']],
    ['it was chosen in the list', { active: 'mongodb' }, null, ['gone', 'choose']],
    ['it was chosen before a plain switch', { active: 'mongodb', ...left }, null, ['gone', 'elsewhere', 'choose']],
    ['the process that held it may have ended', {}, null, ['goneInProcess', 'choose']],
    ['the database that held it may have ended', { active: 'mongodb', ...inMemory }, null, ['goneInProcess', 'choose']],
  ] as const)('%s', (_what, over, owner, keys) => {
    const now = store({ elsewhere: {}, switching: null, health: { up: true, since: 0, why: null }, ...over })
    const said = whyMissing(now, owner !== null, now.health.up)
    expect(said).toEqual(keys)
  })
})

describe('a switch says where the sessions are', () => {
  const report = (more: Partial<SwitchReport>): SwitchReport => ({
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
    left: 0,
    refused: null,
    ...more,
  })
  const cases: readonly [string, Partial<SwitchReport>, readonly string[]][] = [
    ['plain, to an empty store', { left: 3 }, ['now MongoDB', 'foundNone', 'left 3 MongoDB']],
    ['plain, and nobody was anywhere', {}, ['now MongoDB', 'foundNone']],
    ['plain, back to where sessions stayed', { found: 2, left: 3 }, ['now MongoDB', 'found 2', 'left 3 MongoDB']],
    ['plain, from a store that does not answer', { found: 2, left: null }, ['now MongoDB', 'found 2']],
    ['plain, to a store that could not be counted', { found: null, left: 3 }, ['now MongoDB', 'left 3 MongoDB']],
    ['with carry-over', { carryOver: true, carried: 3, left: null }, ['now MongoDB', 'carried 3 MongoDB']],
    ['with carry-over, to another MongoDB', { from: 'mongodb', carryOver: true, carried: 3, left: null }, ['moved MongoDB', 'carriedOn 3 MongoDB']],
    ['with carry-over, of nobody', { carryOver: true, left: null }, ['now MongoDB', 'carriedNone']],
    ['with carry-over, to where some were already', { carryOver: true, carried: 3, found: 2 }, ['now MongoDB', 'carried 3 MongoDB', 'foundToo 2']],
    ['to another MongoDB', { from: 'mongodb', found: 0, left: 3 }, ['moved MongoDB', 'foundNone', 'leftBehind 3 MongoDB']],
  ]
  test.each(cases)('%s', (_what, more, expected) => {
    expect(short(whatSwitchDid(report(more), store())).map((text) => text.replace('switched.', ''))).toEqual(expected)
  })
  test('what was carried to two servers was divided among them', () => {
    const said = (divided: NonNullable<SwitchReport['divided']>) => whatSwitchDid(report({ carryOver: true, carried: 3, divided }), store())
    expect(said({ a: 2, b: 1 })).toContainEqual({ key: 'switched.divided', values: { a: '2', b: '1' } })
    expect(said({ b: 3 })).toContainEqual({ key: 'switched.divided', values: { a: '0', b: '3' } })
    expect(said({ a: 3 })).toContainEqual({ key: 'switched.divided', values: { a: '3', b: '0' } })
  })
})

describe('a death says what became of the sessions', () => {
  const memory = (sessions: number | null) => ({ store: 'memory', sessions, kept: false })
  const mongodb = (sessions: number | null) => ({ store: 'mongodb', sessions, kept: true })
  test.each([
    ['in memory', [memory(5)], ['lost 5 Memory']],
    ['in memory, of nobody', [memory(0)], ['nothingHeld Memory']],
    ['in memory, before anybody counted', [memory(null)], ['lostUnknown Memory']],
    ['in MongoDB', [mongodb(5)], ['kept 5 MongoDB']],
    ['in MongoDB, of nobody', [mongodb(0)], ['nothingKept MongoDB']],
    ['in MongoDB, before anybody counted', [mongodb(null)], ['keptUnknown MongoDB']],
    ['in MongoDB, while others had stayed in memory: nobody in use is logged out', [mongodb(5), memory(2)], ['kept 5 MongoDB', 'lostElsewhere 2 Memory']],
    ['in memory, while others are in MongoDB', [memory(5), mongodb(2)], ['lost 5 Memory', 'keptElsewhere 2 MongoDB']],
    ['in memory, and MongoDB is known to be empty', [memory(5), mongodb(0)], ['lost 5 Memory']],
  ])('%s', (_what, held, expected) => {
    expect(short(deathToll({ held }, store())).map((text) => text.replace('death.', ''))).toEqual(expected)
  })
  test('a store that writes now and then has lost what was written last; what ended with the process has lost all', () => {
    const late = { available: store().available.map((each) => ({ ...each, capabilities: { ...each.capabilities, losesLastMs: 1_500 } })) }
    expect(deathToll({ held: [mongodb(5)] }, late).at(-1)).toEqual({ key: 'death.lastLost', values: { store: 'MongoDB', seconds: '1.5' } })
    expect(short(deathToll({ held: [memory(5)] }, late))).toEqual(['death.lost 5 Memory'])
  })
  test('a store that there is no longer is called by its kind', () => {
    const held = [{ store: 'gone-by-now', sessions: 5, kept: true }]
    expect(short(deathToll({ held }, store()))).toEqual(['death.kept 5 gone-by-now'])
  })
})

describe('ending the process says before what it costs', () => {
  test.each([
    ['in memory', store({ sessionCount: 5 }), quiet, true, ['loses 5 Memory']],
    ['in memory, of nobody', store(), quiet, false, ['none Memory']],
    ['in memory, not counted yet', store({ sessionCount: null }), quiet, true, ['losesUnknown Memory']],
    ['in MongoDB', store({ active: 'mongodb', sessionCount: 5 }), quiet, false, ['keeps MongoDB']],
    ['in MongoDB, with some left in memory', store({ active: 'mongodb', elsewhere: { memory: 2 } }), quiet, true, ['keeps MongoDB', 'losesElsewhere 2 Memory']],
    ['in memory, with some left in MongoDB', store({ elsewhere: { mongodb: 2 } }), quiet, false, ['none Memory']],
    ['in MongoDB, with a crowd coming in', store({ active: 'mongodb' }), busy, true, ['keeps MongoDB', 'crowd']],
  ])('%s', (_what, now, coming, isLoss, expected) => {
    const costs = costsOfEnding({ store: now, crowd: coming })
    expect(costs.isLoss).toBe(isLoss)
    expect(short(costs.sayings).map((text) => text.replace('ending.', ''))).toEqual(expected)
  })
})

test('of two servers, each ends only what it holds by itself, and the other one goes on serving a crowd', () => {
  const costs = costsOfEnding({ store: store({ sessionCount: 5 }), crowd: busy }, false, { memory: 2 })
  expect([costs.isLoss, short(costs.sayings)]).toEqual([true, ['ending.losesOwn 2 Memory']])
  expect(costsOfEnding({ store: store({ sessionCount: 5 }), crowd: busy }, false, {}).isLoss).toBe(false)
  const left = (own: Record<string, number>) =>
    short(costsOfEnding({ store: store({ active: 'mongodb', elsewhere: { memory: 3 } }), crowd: quiet }, false, own).sayings)
  expect(left({ memory: 2 })).toEqual(['ending.keeps MongoDB', 'ending.losesElsewhere 2 Memory'])
  // The other one holds them all.
  expect(left({})).toEqual(['ending.keeps MongoDB'])
  expect(short(deathToll({ held: [{ store: 'memory', sessions: 2, kept: false }] }, store(), true))).toEqual(['death.lostOwn 2 Memory'])
})

test('what ending the process costs is not told while a lesson asks just that', () => {
  expect(short(costsOfEnding({ store: store({ sessionCount: 5 }), crowd: busy }, true).sayings)).toEqual(['ending.guess', 'ending.crowd'])
})

describe('a lesson says before what its set-up throws away, and only that', () => {
  const inMemory = { stores: ['memory'], heapLimitMb: 128 }
  const inBoth = { stores: ['memory', 'mongodb'], heapLimitMb: 128 }
  const inMongodb = { stores: ['mongodb'], heapLimitMb: 128 }
  const small = { ...inMongodb, heapLimitMb: 64 }
  const of = (lesson: typeof inMemory, now: StoreState, coming: typeof crowd = quiet, emptied: readonly string[] = []) => {
    const costs = costsOfLesson(lesson, { store: now, instances, crowd: coming }, emptied)
    return costs && [...short(costs.lost), ...short(costs.staying)].map((text) => text.replace('lesson.', ''))
  }
  test.each([
    ['nothing', inMemory, store(), quiet, null],
    ['sessions in memory', inMemory, store({ sessionCount: 3 }), quiet, ['sessions 3 Memory', 'cookies']],
    ['a number that nobody knows', inMemory, store({ sessionCount: null }), quiet, ['unknown Memory', 'cookies']],
    ['nothing in MongoDB, where it has no business', inMemory, store({ active: 'mongodb', sessionCount: 1_501 }), quiet, ['cookies', 'stay 1501 MongoDB']],
    ['nothing, while sessions wait in MongoDB', inMemory, store({ elsewhere: { mongodb: 1_501 } }), quiet, null],
    ['sessions that wait in memory', inMemory, store({ active: 'mongodb', elsewhere: { memory: 2 } }), quiet, ['sessions 2 Memory', 'cookies']],
    ['sessions in both', inBoth, store({ sessionCount: 3, elsewhere: { mongodb: 4 } }), quiet, ['sessions 3 Memory', 'sessions 4 MongoDB', 'cookies']],
    ['whatever is in a MongoDB that nobody has counted', inBoth, store(), quiet, ['unknown MongoDB', 'cookies']],
    ['nothing in a MongoDB that is known to be empty', inBoth, store({ elsewhere: { mongodb: 0 } }), quiet, null],
    ['nothing in memory, where it stays', inMongodb, store({ sessionCount: 3, elsewhere: { mongodb: 0 } }), quiet, ['cookies', 'stay 3 Memory']],
    ['what is in memory, with another heap limit', small, store({ sessionCount: 3, elsewhere: { mongodb: 0 } }), quiet, ['sessions 3 Memory', 'cookies']],
    ['a crowd', inMemory, store(), busy, ['crowd', 'cookies']],
  ])('%s', (_what, lesson, now, coming, expected) => {
    expect(of(lesson, now, coming)).toEqual(expected)
  })
  test('what outlives the process stays, also with another heap limit', () => {
    const smaller = { stores: ['memory'], heapLimitMb: 64 }
    expect(of(smaller, store({ active: 'mongodb', sessionCount: 3 }))).toEqual(['cookies', 'stay 3 MongoDB'])
  })
  test('nobody is asked about what the lesson done before had left in stores that it had emptied itself', () => {
    expect(of(inMemory, store({ sessionCount: 3 }), quiet, ['memory'])).toBeNull()
    expect(of(inBoth, store({ sessionCount: 3, elsewhere: { mongodb: 4 } }), quiet, ['memory'])).not.toBeNull()
    expect(of(inMongodb, store({ sessionCount: 3, elsewhere: { mongodb: 4 } }), quiet, ['mongodb'])).not.toBeNull()
  })
})
