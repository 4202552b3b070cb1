/** Two lesson servers, each in its own process, that move to another store together. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { STORES } from '../config.js'
import { CATALOGUE } from '../protocol/catalogue.js'
import { INTERNAL_HEADERS, type StoreTarget, type SwitchFunctions } from '../protocol/ipc.js'
import type { Result } from '../protocol/problem.js'
import { endChildren, type LessonServerChild, MEMORY, startLessonServer } from '../test/lesson-server/child.js'
import { ask, KEY } from '../test/lesson-server/tapped-shop.js'
import { beUser, newTally, type Tally } from '../test/lesson-server/test-shop.js'
import { mongodbKinds, type TestMongodb } from '../test/support/mongodb.js'
import { rounds } from '../test/support/thoroughness.js'
import { switchTogether } from './switch-together.js'

const USERS = 12
const SWITCHES = rounds(40, 6)
const kind = mongodbKinds.findLast(({ available }) => available)

let mongo: TestMongodb
let collections = 0
beforeAll(async () => {
  if (!kind) throw new Error('No MongoDB can be started here.')
  mongo = await kind.start()
})
afterAll(() => mongo?.stop())
afterEach(endChildren)

function fresh(): StoreTarget {
  return { kind: 'mongodb', address: { resource: 'mongodb', uri: mongo.uri, database: 'shop', collection: `together_${++collections}` } }
}

async function startTwo(store: StoreTarget): Promise<readonly [LessonServerChild, LessonServerChild]> {
  return [await startLessonServer({ order: { store } }), await startLessonServer({ order: { store } })]
}

/** Users of both servers, now of one, now of the other, with one cookie. */
async function shopDuring(servers: readonly LessonServerChild[], during: (tally: Tally) => Promise<void>): Promise<Tally> {
  const tally = newTally()
  let isOver = false
  const port = () => servers[Math.floor(Math.random() * servers.length)]?.port ?? 0
  const headers = { [INTERNAL_HEADERS.key]: KEY, [INTERNAL_HEADERS.actor]: 'crowd' }
  const users = Array.from({ length: USERS }, (_, n) =>
    beUser(
      `User ${n}`,
      port,
      CATALOGUE[0]?.id ?? '',
      tally,
      null,
      () => isOver,
      () => true,
      headers,
    ),
  )
  await sleep(300)
  try {
    await during(tally)
  } finally {
    isOver = true
    await Promise.all(users)
  }
  return tally
}

describe('on a store that both share', () => {
  test('with both gates together nobody fails, nothing is lost and no one who logged out comes back', async () => {
    const [here, there] = [fresh(), fresh()]
    const servers = await startTwo(here)
    let recopied = 0
    const tally = await shopDuring(servers, async () => {
      let done = 0
      for (let tries = 0; done < SWITCHES && tries < 3 * SWITCHES; tries++) {
        const { report, behind } = await switchTogether(
          servers.map(({ call }) => call),
          done % 2 === 0 ? there : here,
          true,
        )
        expect(behind).toEqual([])
        recopied += report.recopied
        if (report.refused === null) {
          expect(report.altered).toBe(0)
          done += 1
        } else {
          // A machine that is short of time may be refused, and loses nothing by it.
          expect(['store-unreachable', 'switch-aborted']).toContain(report.refused.code)
        }
      }
      expect(done).toBe(SWITCHES)
    })
    expect(recopied).toBeGreaterThan(0)
    expect(tally).toMatchObject({ failed: [], lost: [], revived: [] })
    expect(tally.longestMs).toBeLessThan(STORES.gate.maxWaitMs + 1_000)
  }, 150_000)

  test('one after the other, as the control, loses', async () => {
    const [here, there] = [fresh(), fresh()]
    const servers = await startTwo(here)
    const tally = await shopDuring(servers, async ({ lost, revived }) => {
      for (let turn = 0; turn < 20 && lost.length + revived.length === 0; turn++) {
        for (const { call } of servers) await switchTogether([call], turn % 2 === 0 ? there : here, true)
      }
    })
    expect(tally.lost.length + tally.revived.length).toBeGreaterThan(0)
  }, 150_000)

  test('a switch that is called off leaves both where they were, and the target as it was', async () => {
    const [here, there] = [fresh(), fresh()]
    const servers = await startTwo(here)
    const { cookie } = await ask(servers[0].port, '/login', { form: { name: 'Ana' } })
    const refusing: SwitchFunctions = { ...functionsOf(servers[1]), switchFlip: async () => ({ ok: false, problem: PROBLEM }) }
    const holding: SwitchFunctions = { ...functionsOf(servers[0]), switchFlip: async () => ({ ok: false, problem: PROBLEM }) }
    const { report } = await switchTogether([holding, refusing], there, true)
    expect(report).toMatchObject({ refused: PROBLEM, carried: 0 })
    for (const { port } of servers) expect(JSON.parse((await ask(port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
    const other = await startLessonServer({ order: { store: there } })
    expect(await other.call.listSessions({ search: '', offset: 0, limit: 10 })).toMatchObject({ ok: true, value: { rows: [] } })
  })

  test('one that cannot follow is named, and the others have moved', async () => {
    const [here, there] = [fresh(), fresh()]
    const servers = await startTwo(here)
    const { cookie } = await ask(servers[0].port, '/login', { form: { name: 'Ana' } })
    const refusing: SwitchFunctions = { ...functionsOf(servers[1]), switchFlip: async () => ({ ok: false, problem: PROBLEM }) }
    const { report, behind } = await switchTogether([functionsOf(servers[0]), refusing], there, true)
    expect(report).toMatchObject({ refused: null, carried: 1 })
    expect(behind).toEqual([refusing])
    expect(JSON.parse((await ask(servers[0].port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
  })
})

test('of stores of their own, each carries its own sessions to one that both share, and gets all of them back', async () => {
  const there = fresh()
  const servers = await startTwo(MEMORY)
  const cookies = await Promise.all(servers.map(({ port }, n) => ask(port, '/login', { form: { name: `User ${n}` } }).then(({ cookie }) => cookie)))
  const calls = servers.map(({ call }) => call)
  expect((await switchTogether(calls, there, true)).report).toMatchObject({ refused: null, carried: 2, found: 0 })
  const names = async (port: number) => Promise.all(cookies.map(async (cookie) => JSON.parse((await ask(port, '/me', { cookie })).body).name))
  for (const { port } of servers) expect(await names(port)).toEqual(['User 0', 'User 1'])
  expect((await switchTogether(calls, MEMORY, true)).report).toMatchObject({ refused: null, carried: 2 })
  for (const { port } of servers) expect(await names(port)).toEqual(['User 0', 'User 1'])
})

describe('from a store that both share to one of each', () => {
  test('each session goes where its browser stays, the others are dealt out, and each is in one only', async () => {
    const here = fresh()
    const servers = await startTwo(here)
    const cookies: string[] = []
    for (let n = 0; n < 20; n++) cookies.push((await ask(servers[0].port, '/login', { form: { name: `User ${n}` } })).cookie ?? '')
    const [one, other] = servers.map(functionsOf) as [SwitchFunctions, SwitchFunctions]
    const idOf = (cookie: string) => /s%3A([^.]+)/.exec(cookie)?.[1] ?? ''
    const homes = new Map(cookies.slice(0, 6).map((cookie, n) => [idOf(cookie), n < 5 ? other : one] as const))
    const { report, shares } = await switchTogether([one, other], MEMORY, true, () => homes)
    expect(report).toMatchObject({ refused: null, carried: 20 })
    const known = (server: LessonServerChild) =>
      Promise.all(cookies.map(async (cookie) => JSON.parse((await ask(server.port, '/me', { cookie })).body).isLoggedIn === true))
    const [atOne, atOther] = [await known(servers[0]), await known(servers[1])]
    expect(atOne.slice(0, 6)).toEqual([false, false, false, false, false, true])
    expect(atOther.slice(0, 6)).toEqual([true, true, true, true, true, false])
    expect(atOne.map((isKnown, n) => isKnown !== atOther[n])).toEqual(cookies.map(() => true))
    expect([shares?.get(one), shares?.get(other)]).toEqual([atOne.filter(Boolean).length, atOther.filter(Boolean).length])
    // Neither gets all of those that nobody knows.
    expect(Math.min(...[atOne, atOther].map((all) => all.slice(6).filter(Boolean).length))).toBeGreaterThan(0)
    // And back: the union.
    expect((await switchTogether([one, other], fresh(), true)).report).toMatchObject({ refused: null, carried: 20 })
  })

  test('one whose browser has moved on while it was being copied goes along, and is left nowhere else', async () => {
    const here = fresh()
    const servers = await startTwo(here)
    const { cookie } = await ask(servers[0].port, '/login', { form: { name: 'Ana' } })
    const id = /s%3A([^.]+)/.exec(cookie ?? '')?.[1] ?? ''
    const [one, other] = servers.map(functionsOf) as [SwitchFunctions, SwitchFunctions]
    let home = one
    const moving: SwitchFunctions = {
      ...one,
      switchChanged: async () => {
        if (home === one) await ask(servers[1].port, '/cart', { cookie, form: { item: CATALOGUE[0]?.id ?? '' } })
        home = other
        return one.switchChanged()
      },
    }
    const { report } = await switchTogether([moving, other], MEMORY, true, () => new Map([[id, home === one ? moving : other]]))
    expect(report).toMatchObject({ refused: null, carried: 1 })
    const cartAt = async ({ port }: LessonServerChild) => JSON.parse((await ask(port, '/me', { cookie })).body)
    expect(await cartAt(servers[0])).toMatchObject({ isLoggedIn: false })
    expect(await cartAt(servers[1])).toMatchObject({ isLoggedIn: true, cart: [expect.anything()] })
  })
})

test('left where they are, sessions wait at both gates for a moment, and nobody sees two stores', async () => {
  const there = fresh()
  const servers = await startTwo(MEMORY)
  const { report } = await switchTogether(
    servers.map(({ call }) => call),
    there,
    false,
  )
  expect(report).toMatchObject({ refused: null, carried: 0, found: 0, left: 0 })
  const { cookie } = await ask(servers[0].port, '/login', { form: { name: 'Ana' } })
  expect(JSON.parse((await ask(servers[1].port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
})

describe('when whoever leads goes away', () => {
  test('with the gates closed: they open again by themselves, on the old store, and nothing is flipped later', async () => {
    const [here, there] = [fresh(), fresh()]
    const [one] = await startTwo(here)
    const { cookie } = await ask(one.port, '/login', { form: { name: 'Ana' } })
    expect(await one.call.switchPrepare(there, true)).toMatchObject({ ok: true, value: { refused: null } })
    expect(await one.call.switchCopy(null)).toMatchObject({ ok: true })
    expect(await one.call.switchHold(true, false)).toMatchObject({ ok: true })
    const began = performance.now()
    const answer = await ask(one.port, '/me', { cookie })
    expect(JSON.parse(answer.body)).toMatchObject({ name: 'Ana' })
    expect(performance.now() - began).toBeGreaterThan(STORES.gate.maxWaitMs / 2)
    expect(await one.call.switchFlip()).toMatchObject({ ok: false, problem: { code: 'switch-aborted' } })
    expect(await one.call.switchCallOff()).toMatchObject({ ok: true })
    expect((await switchTogether([one.call], there, true)).report).toMatchObject({ refused: null, carried: 1 })
  })

  test('after the flip: they open by themselves, on the new store', async () => {
    const [here, there] = [fresh(), fresh()]
    const [one] = await startTwo(here)
    const { cookie } = await ask(one.port, '/login', { form: { name: 'Ana' } })
    await one.call.switchPrepare(there, true)
    await one.call.switchCopy(null)
    await one.call.switchHold(true, false)
    expect(await one.call.switchFlip()).toEqual({ ok: true, value: true })
    expect(JSON.parse((await ask(one.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
  })

  test('while one has flipped and the other is copied again: no older copy follows, and the other serves nobody from the store that was left', async () => {
    const [here, there] = [fresh(), fresh()]
    const [one, other] = await startTwo(here)
    const { cookie } = await ask(one.port, '/login', { form: { name: 'Ana' } })
    for (const { call } of [one, other]) await call.switchPrepare(there, true)
    await one.call.switchCopy(null)
    for (const { call } of [one, other]) await call.switchHold(true, false)
    expect(await one.call.switchFlip()).toEqual({ ok: true, value: true })
    // The other one could not, and is held once more.
    await other.call.switchHold(true, true)
    const late = ask(other.port, '/me', { cookie }).then(
      () => 'answered',
      () => 'cut off',
    )
    // By its own deadline the first one lets people in again, on the new store.
    await ask(one.port, '/cart', { cookie, form: { item: CATALOGUE[0]?.id ?? '' } })
    const id = /s%3A([^.]+)/.exec(cookie ?? '')?.[1] ?? ''
    expect(await one.call.switchCopyAgain([id], [])).toMatchObject({ ok: false, problem: { code: 'switch-aborted' } })
    // Neither then, nor a moment later.
    await sleep(500)
    expect(JSON.parse((await ask(one.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana', cart: [expect.anything()] })
    expect(await Promise.race([late, sleep(100, 'waits')])).toBe('waits')
    other.process.kill('SIGKILL')
    expect(await late).toBe('cut off')
  })

  test('in one process of two: the other is called off', async () => {
    const [here, there] = [fresh(), fresh()]
    const [one, other] = await startTwo(here)
    const { cookie } = await ask(one.port, '/login', { form: { name: 'Ana' } })
    const dying: SwitchFunctions = {
      ...functionsOf(other),
      switchHold: async () => {
        other.process.kill('SIGKILL')
        await other.ended
        throw new Error('The process ended before it answered.')
      },
    }
    const { report } = await switchTogether([functionsOf(one), dying], there, true)
    expect(report.refused).not.toBeNull()
    expect(JSON.parse((await ask(one.port, '/me', { cookie })).body)).toMatchObject({ name: 'Ana' })
  })
})

const PROBLEM = { code: 'switch-aborted', message: 'No.', params: { waitedMs: 1 } } as const

/** The functions of a process, as a plain object to be changed. What is asked of one that has ended is refused at once, as the supervisor does. */
function functionsOf({ call, ended }: LessonServerChild): SwitchFunctions {
  const gone = ended.then(() => ({ ok: false, problem: PROBLEM }) as const)
  const ask = <T>(answer: Promise<Result<T>>): Promise<Result<T>> => Promise.race([answer, gone])
  return {
    switchPrepare: (target, carryOver) => ask(call.switchPrepare(target, carryOver)),
    switchCopy: (shares) => ask(call.switchCopy(shares)),
    switchChanged: () => ask(call.switchChanged()),
    switchCopyAgain: (ids, others) => ask(call.switchCopyAgain(ids, others)),
    switchHold: (untilIdle, othersHaveFlipped) => ask(call.switchHold(untilIdle, othersHaveFlipped)),
    switchFlip: () => ask(call.switchFlip()),
    switchOpen: (marks) => ask(call.switchOpen(marks)),
    switchFinish: (empties) => ask(call.switchFinish(empties)),
    switchGiveUp: () => ask(call.switchGiveUp()),
    switchTakeBack: (ids) => ask(call.switchTakeBack(ids)),
    switchCallOff: () => ask(call.switchCallOff()),
  }
}
