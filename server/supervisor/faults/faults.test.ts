/** What becomes of a fault where not everybody can do it, with stand-ins for those that do it. */
import { expect, test, vi } from 'vitest'
import type { FaultsInForce } from '../../protocol/faults.js'
import type { Held } from '../../protocol/ipc.js'
import { failed, ok, ProblemError, type Result } from '../../protocol/problem.js'
import type { Resource } from '../../resources/resource.js'
import { logOf } from '../../test/support/state.js'
import type { LessonServerProcess } from '../children/lesson-server-process.js'
import { type FaultDoer, Faults } from './faults.js'
import { storeHeld } from './store-held.js'
import { wireInTheShop } from './wire-in-the-shop.js'

const AWAY = new ProblemError('server-away', 'It is away.', { state: 'away' })

function faultsOf(...doers: readonly FaultDoer[]): { readonly faults: Faults; readonly inForce: () => FaultsInForce } {
  const { log } = logOf()
  return { faults: new Faults({ log, meansOf: () => ({ means: 'process' }), doers }), inForce: () => log.state.faults }
}

/** A database of the sandbox's own: what it was asked, and what it answers to the first of these. */
function database(first: Result<null>): { readonly resource: Resource; readonly asked: (Held | null)[] } {
  const asked: (Held | null)[] = []
  const hold = async (how: Held | null) => {
    asked.push(how)
    return asked.length === 1 ? first : ok(null)
  }
  return { resource: { hold } as unknown as Resource, asked }
}

test('a database that did not answer when it was to be frozen is told that it is not', async () => {
  const { resource, asked } = database(failed(AWAY))
  const { faults, inForce } = faultsOf(storeHeld(() => resource))
  await expect(faults.set('store-frozen', {})).rejects.toThrow('It is away.')
  expect(inForce()).toEqual({})
  expect(asked).toEqual(['frozen', null])
})

test('where a later one cannot, an earlier one brings it back; where it cannot either, the next change does', async () => {
  const { resource, asked } = database(ok(null))
  const shop = vi.fn(async (_faults: FaultsInForce) => {})
  shop.mockRejectedValueOnce(AWAY)
  const { faults, inForce } = faultsOf(
    storeHeld(() => resource),
    { apply: shop },
  )
  await expect(faults.set('store-frozen', {})).rejects.toThrow('It is away.')
  expect(asked).toEqual(['frozen', null])
  expect(shop.mock.calls).toEqual([[{ 'store-frozen': expect.anything() }], [{}]])
  await faults.set('store-frozen', {})
  await faults.undo('store-frozen')
  expect(asked).toEqual(['frozen', null, 'frozen', null])
  expect(inForce()).toEqual({})
})

/** A lesson server, what it was told, and when it answers. */
function lessonServer(): {
  readonly lesson: { port: number | null; call: LessonServerProcess['call'] }
  readonly told: FaultsInForce[]
  answer: Promise<Result<null>>
} {
  const told: FaultsInForce[] = []
  const it = {
    told,
    answer: Promise.resolve<Result<null>>(ok(null)),
    lesson: {
      port: 1 as number | null,
      call: (async (ask: (rpc: object) => unknown) => {
        ask({ setFaults: (faults: FaultsInForce) => told.push(faults) })
        return await it.answer
      }) as unknown as LessonServerProcess['call'],
    },
  }
  return it
}

test('one that begins to listen in the middle of a change is told what is changed to, and so are the others', async () => {
  const [a, b] = [lessonServer(), lessonServer()]
  let listening = () => {}
  const on = (_event: string, listener: () => void) => {
    listening = listener
  }
  const instances = { all: [a.lesson, b.lesson], on }
  const doer = wireInTheShop(instances as never)
  const { faults, inForce } = faultsOf(doer)
  let answer: (result: Result<null>) => void = () => {}
  a.answer = new Promise((resolve) => (answer = resolve))
  b.lesson.port = null
  const setting = faults.set('wire-cut', {})
  await vi.waitFor(() => expect(a.told).toHaveLength(1))
  b.lesson.port = 2
  listening()
  answer(ok(null))
  await setting
  for (const { told } of [a, b]) expect(told.at(-1)).toHaveProperty('wire-cut')
  expect(inForce()).toHaveProperty('wire-cut')
})

test('one that ends while it is told needs not be told', async () => {
  const a = lessonServer()
  const { faults, inForce } = faultsOf(wireInTheShop({ all: [a.lesson], on: () => {} } as never))
  a.answer = Promise.resolve().then(() => {
    a.lesson.port = null
    return failed(AWAY)
  })
  await faults.set('wire-cut', {})
  expect(inForce()).toHaveProperty('wire-cut')
})

test('what only one lesson server meets goes with it, also while it is being set', async () => {
  let goOn = () => {}
  const apply = vi.fn<FaultDoer['apply']>().mockResolvedValue()
  apply.mockReturnValueOnce(new Promise((resolve) => (goOn = resolve)))
  const { faults, inForce } = faultsOf({ apply })
  const all = [faults.set('wire-delay', { get: 50 }, 'b'), faults.set('wire-failures', { get: 2 }, 'a'), faults.undoOf('b')]
  goOn()
  await Promise.all(all)
  expect(Object.keys(inForce())).toEqual(['wire-failures'])
})

const resource = (kind: string, source: string, hold?: Resource['hold']) => ({ kind, state: { source }, ...(hold && { hold }) }) as unknown as Resource
const canHold: Resource['hold'] = async () => ok(null)

test.each([
  ['store-frozen', resource('mongodb', 'binary', canHold), 'linux', { means: 'process' }],
  ['store-frozen', resource('mongodb', 'binary', canHold), 'darwin', { means: 'process' }],
  ['store-frozen', resource('mongodb', 'binary', canHold), 'win32', { means: 'wire', instead: 'no-signal' }],
  ['store-stopped', resource('mongodb', 'binary', canHold), 'win32', { means: 'process' }],
  ['store-frozen', resource('postgres', 'program', canHold), 'linux', { means: 'wire', instead: 'many-processes' }],
  ['store-stopped', resource('postgres', 'program', canHold), 'linux', { means: 'process' }],
  ['store-stopped', resource('mongodb', 'uri', canHold), 'linux', { means: 'wire', instead: 'not-ours' }],
  ['store-frozen', resource('redis', 'local', canHold), 'linux', { means: 'wire', instead: 'not-ours' }],
  ['store-stopped', resource('heap', 'heap'), 'linux', { means: 'wire', instead: 'no-process' }],
  ['wire-cut', resource('mongodb', 'binary', canHold), 'linux', { means: 'wire' }],
] as const)('%s of %j on %s is done by %j', (fault, inUse, platform, how) => {
  expect(storeHeld(() => inUse, platform).meansOf(fault)).toEqual(how)
})

test('each lesson server is told those that it meets, and only the wire is of one of them', async () => {
  const [a, b] = [lessonServer(), lessonServer()]
  const all = [Object.assign(a.lesson, { id: 'a' }), Object.assign(b.lesson, { id: 'b' })]
  const { faults, inForce } = faultsOf(wireInTheShop({ all, on: () => {} } as never))
  await faults.set('wire-delay', { get: 50 }, 'b')
  expect([a.told.at(-1), b.told.at(-1)]).toEqual([{}, { 'wire-delay': expect.objectContaining({ instance: 'b' }) }])
  // Where it is not said again, it stays.
  await faults.set('wire-delay', { set: 50 })
  expect(inForce()['wire-delay']).toMatchObject({ instance: 'b', settings: { get: 50, set: 50 } })
  expect(a.told.at(-1)).toEqual({})
  await faults.set('wire-delay', {}, null)
  expect(a.told.at(-1)).toHaveProperty('wire-delay')
  await expect(faults.set('store-frozen', {}, 'b')).rejects.toThrow('not about one lesson server')
})

test('once the launch has ended, nothing is undone by the clock any more', async () => {
  vi.useFakeTimers()
  try {
    let goOn = () => {}
    const apply = vi.fn<FaultDoer['apply']>().mockResolvedValue()
    apply.mockReturnValueOnce(new Promise((resolve) => (goOn = resolve)))
    const { faults } = faultsOf({ apply })
    const setting = faults.set('wire-cut', {})
    faults.close()
    goOn()
    await setting
    await vi.runAllTimersAsync()
    expect(apply).toHaveBeenCalledTimes(1)
  } finally {
    vi.useRealTimers()
  }
})
