/** Two lesson servers of a real sandbox: how they come and go, who is sent where, and what each of them knows. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InstanceId } from '../../protocol/instances.js'
import type { RequestRow } from '../../protocol/timeline.js'
import { launch, type Sandbox, type SandboxState } from '../support/launch.js'

const ALICE = 'browser:alice'
const BOB = 'browser:bob'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await launch()
  await sandbox.until('it runs', ({ server }) => server.phase === 'running')
})

beforeEach(async () => {
  const { instances, store } = await sandbox.state()
  if (instances.b) await sandbox.command({ type: 'instances:remove' })
  await sandbox.command({ type: 'balancer:choose', rule: 'turns' })
  if (store.active !== 'memory') await sandbox.command({ type: 'store:switch', to: 'memory' })
  await sandbox.command({ type: 'store:clear' })
  for (const browser of [ALICE, BOB] as const) await sandbox.command({ type: 'browser:forget-cookies', browser })
  expect(await sandbox.command({ type: 'instances:add' })).toEqual({ ok: true, value: { instance: 'b' } })
})

/** The lesson servers that answered this browser since a moment, in order. */
async function answeredBy(actor: string, since = 0): Promise<string> {
  const { timeline } = await sandbox.state()
  const rows = timeline.filter((row): row is RequestRow => row.kind === 'request' && row.request.actor === actor && row.at >= since)
  return rows.map(({ request }) => request.instance).join('')
}

async function log(browser: typeof ALICE | typeof BOB): Promise<void> {
  expect(await sandbox.command({ type: 'browser:log-in', browser })).toMatchObject({ ok: true })
}

/** By turns: a login is two requests, so one more comes between, and the next login goes to the other server. */
async function logInAtBoth(): Promise<void> {
  await log(ALICE)
  await sandbox.command({ type: 'browser:visit', browser: ALICE })
  await log(BOB)
}

const browserOf = (state: SandboxState, id: string) => state.browsers.find((browser) => browser.id === id)
const stickyOf = (state: SandboxState, id: string) => browserOf(state, id)?.jar.find(({ origin }) => origin === 'proxy')
const isLoggedIn = async (browser: typeof ALICE | typeof BOB, name: string) => {
  await sandbox.command({ type: 'browser:visit', browser })
  return browserOf(await sandbox.state(), browser)?.page?.greeting.includes(name) === true
}
const holders = async (): Promise<readonly (InstanceId | undefined)[]> => {
  const answer = await sandbox.command({ type: 'sessions:list' })
  return answer.ok ? answer.value.rows.map(({ instance }) => instance) : []
}

test('a second one comes with what the first one is, and is gone again when it is taken away', async () => {
  const before = (await sandbox.state()).instances.b?.boot ?? 0
  await sandbox.command({ type: 'instances:remove' })
  await sandbox.command({ type: 'server:configure', options: { rolling: true } })
  await sandbox.command({ type: 'instances:add' })
  const { a, b } = (await sandbox.state()).instances
  expect(b).toMatchObject({
    phase: 'running',
    boot: before + 1,
    options: { rolling: true },
    heapLimitBytes: a?.heapLimitBytes,
    shop: 'standard',
    secrets: a?.secrets,
  })
  expect(b?.pid).not.toBe(a?.pid)
  // Left out, the options of both are meant; named, those of one.
  await sandbox.command({ type: 'server:configure', options: { rolling: false } })
  await sandbox.command({ type: 'server:shop', instance: 'b', shop: 'cart-in-app-locals' })
  const now = (await sandbox.state()).instances
  expect([now.a?.options.rolling, now.b?.options.rolling, now.a?.shop, now.b?.shop]).toEqual([false, false, 'standard', 'cart-in-app-locals'])

  expect(await sandbox.command({ type: 'instances:add' })).toMatchObject({ ok: false, problem: { code: 'limit-reached', params: { limit: 2 } } })
  expect(await sandbox.command({ type: 'instances:remove', instance: 'a' })).toMatchObject({ ok: false, problem: { code: 'bad-input' } })
  expect(await sandbox.command({ type: 'instances:remove', instance: 'c' })).toMatchObject({ ok: false, problem: { code: 'not-found' } })
  expect(await sandbox.command({ type: 'server:kill' })).toMatchObject({ ok: false, problem: { code: 'bad-input' } })
  expect(await sandbox.command({ type: 'server:configure', options: { name: (await sandbox.state()).balancer.cookieName } })).toMatchObject({
    ok: false,
    problem: { code: 'bad-input', params: { reason: 'sticky-cookie' } },
  })
  expect(await sandbox.command({ type: 'instances:remove' })).toEqual({ ok: true, value: null })
  expect(Object.keys((await sandbox.state()).instances)).toEqual(['a'])
  expect(await sandbox.command({ type: 'instances:remove' })).toMatchObject({ ok: false, problem: { code: 'not-found' } })
}, 60_000)

test('one that comes again counts its lives on: what is told of it is told of no earlier one', async () => {
  for (let n = 0; n < 2; n++) {
    const { boot } = (await sandbox.state()).instances.b ?? { boot: 0 }
    await sandbox.command({ type: 'server:kill', instance: 'b' })
    await sandbox.until('it died', ({ instances: { b } }) => b?.lastDeath?.boot === boot)
    await sandbox.command({ type: 'instances:remove' })
    await sandbox.command({ type: 'instances:add' })
  }
  const keys = (await sandbox.state()).timeline.map(({ key }) => key)
  expect(keys.filter((key) => key.startsWith('death:b:')).length).toBeGreaterThanOrEqual(2)
  expect(new Set(keys).size).toBe(keys.length)
}, 60_000)

describe('on memory', () => {
  test('taking turns, the other server does not know who has logged in, and each list has what only one knows', async () => {
    await logInAtBoth()
    const { a, b } = (await sandbox.until('each is counted', ({ instances: { a, b } }) => a?.own.memory === 1 && b?.own.memory === 1)).instances
    expect([a?.own, b?.own]).toEqual([{ memory: 1 }, { memory: 1 }])
    expect([...(await holders())].sort()).toEqual(['a', 'b'])
    const since = Date.now()
    const seen = [await isLoggedIn(ALICE, 'Alice'), await isLoggedIn(ALICE, 'Alice')]
    expect(await answeredBy(ALICE, since)).toMatch(/^(ab|ba)$/)
    expect([...seen].sort()).toEqual([false, true])
  }, 60_000)

  test('sticky, everybody stays with one by the proxy’s own cookie, and stays logged in', async () => {
    await sandbox.command({ type: 'balancer:choose', rule: 'sticky' })
    const since = Date.now()
    await log(ALICE)
    await log(BOB)
    for (let n = 0; n < 3; n++) expect([await isLoggedIn(ALICE, 'Alice'), await isLoggedIn(BOB, 'Bob')]).toEqual([true, true])
    const state = await sandbox.state()
    const [alice, bob] = [stickyOf(state, ALICE), stickyOf(state, BOB)]
    expect([alice?.value, bob?.value].sort()).toEqual(['a', 'b'])
    expect(alice).toMatchObject({ name: state.balancer.cookieName, attributes: { httpOnly: true, path: '/' } })
    expect(await answeredBy(ALICE, since)).toMatch(new RegExp(`^${alice?.value}{5}$`))
    // It is taken back when it keeps nobody anywhere.
    await sandbox.command({ type: 'balancer:choose', rule: 'turns' })
    await sandbox.command({ type: 'browser:visit', browser: ALICE })
    expect(stickyOf(await sandbox.state(), ALICE)).toBeUndefined()
  }, 60_000)

  test('a rolling restart takes half after the first server and everybody after the second', async () => {
    await sandbox.command({ type: 'balancer:choose', rule: 'sticky' })
    await log(ALICE)
    await log(BOB)
    await sandbox.until('each is counted', ({ instances: { a, b } }) => a?.own.memory === 1 && b?.own.memory === 1)
    expect(await sandbox.command({ type: 'server:restart', instance: 'a' })).toMatchObject({ ok: true })
    expect(await holders()).toEqual(['b'])
    expect((await sandbox.state()).store.emptiness.memory?.cause).not.toBe('restart')
    const answer = await sandbox.command({ type: 'instances:rolling-restart' })
    expect(answer).toEqual({ ok: true, value: { restarted: ['a', 'b'] } })
    expect(await holders()).toEqual([])
    expect((await sandbox.state()).store.emptiness.memory?.cause).toBe('restart')
  }, 60_000)

  test('one dies: the other serves, what it alone held is lost and told so, and no more', async () => {
    await logInAtBoth()
    await sandbox.until('each is counted', ({ instances: { a, b } }) => a?.own.memory === 1 && b?.own.memory === 1)
    const boot = (await sandbox.state()).instances.b?.boot ?? 0
    await sandbox.command({ type: 'server:kill', instance: 'b' })
    const died = await sandbox.until('it died', ({ instances: { b } }) => b?.lastDeath?.boot === boot)
    expect(died.instances.b?.lastDeath).toMatchObject({ instance: 'b', cause: 'killed', sessionsLost: 1 })
    const since = Date.now()
    for (let n = 0; n < 3; n++) expect(await sandbox.command({ type: 'browser:visit', browser: ALICE })).toMatchObject({ ok: true, value: { status: 200 } })
    expect(await answeredBy(ALICE, since)).toMatch(/^a+b*/)
    await sandbox.until('it is back', ({ instances: { b } }) => b?.phase === 'running' && b.boot === boot + 1)
    expect(await holders()).toEqual(['a'])
  }, 60_000)
})

test('on a store that they share, a rolling restart loses nobody, and nobody waits for it', async () => {
  expect(await sandbox.command({ type: 'store:switch', to: 'mongodb' })).toMatchObject({ ok: true, value: { refused: null } })
  await log(ALICE)
  await log(BOB)
  const restarted = sandbox.command({ type: 'instances:rolling-restart' })
  let visits = 0
  for (let isOver = false; !isOver; visits++) {
    expect(await isLoggedIn(ALICE, 'Alice')).toBe(true)
    isOver = await Promise.race([restarted.then(() => true), new Promise<false>((resolve) => setTimeout(resolve, 20, false))])
  }
  expect(await restarted).toMatchObject({ ok: true })
  expect(visits).toBeGreaterThan(2)
  expect([await isLoggedIn(ALICE, 'Alice'), await isLoggedIn(BOB, 'Bob')]).toEqual([true, true])
  expect(await holders()).toEqual([undefined, undefined])
}, 60_000)

test('the wire is slow at one server only, over its lives, and as usual again when that one is taken away', async () => {
  /** Which server answered each, and was it held up? */
  const visitTwice = async () => {
    const since = Date.now()
    for (let n = 0; n < 2; n += 1) await sandbox.command({ type: 'browser:visit', browser: ALICE })
    const rowsOf = ({ timeline }: SandboxState) =>
      timeline.filter((row): row is RequestRow => row.kind === 'request' && row.request.actor === ALICE && row.at >= since)
    // An answer comes before what is told of it.
    const rows = rowsOf(await sandbox.until('both visits are told', (state) => rowsOf(state).length === 2))
    return new Map(rows.map(({ request }) => [request.instance, request.operations.some(({ fault }) => fault !== undefined)]))
  }
  expect(await sandbox.command({ type: 'store:switch', to: 'mongodb' })).toMatchObject({ ok: true, value: { refused: null } })
  await log(ALICE)
  expect(await sandbox.command({ type: 'fault:set', fault: 'wire-delay', settings: { get: 20 }, instance: 'c' })).toMatchObject({
    ok: false,
    problem: { code: 'not-found' },
  })
  expect(await sandbox.command({ type: 'fault:set', fault: 'wire-delay', settings: { get: 20 }, instance: 'b' })).toMatchObject({ ok: true })
  expect(await visitTwice()).toEqual(
    new Map([
      ['a', false],
      ['b', true],
    ]),
  )
  expect(await sandbox.command({ type: 'server:restart', instance: 'b' })).toMatchObject({ ok: true })
  expect((await visitTwice()).get('b')).toBe(true)
  await sandbox.command({ type: 'instances:remove' })
  await sandbox.until('it is as usual', ({ faults }) => Object.keys(faults).length === 0)
}, 60_000)

test('of two saves that cross at two servers, the one that is gone is marked', async () => {
  expect(await sandbox.command({ type: 'store:switch', to: 'mongodb' })).toMatchObject({ ok: true, value: { refused: null } })
  await log(ALICE)
  // Both have read before either saves.
  await sandbox.command({ type: 'fault:set', fault: 'wire-delay', settings: { set: 200 } })
  const since = Date.now()
  await sandbox.command({ type: 'browser:together', browser: ALICE, requests: [{ do: 'add-to-cart' }, { do: 'add-to-cart' }] })
  await sandbox.command({ type: 'fault:undo-all' })
  const savesIn = ({ timeline }: SandboxState) =>
    timeline.flatMap((row) =>
      row.kind === 'request' && row.at >= since && row.request.path.startsWith('/cart') && row.request.method === 'POST' ? [row.request] : [],
    )
  // A browser goes where a redirect leads before the save behind it is done.
  const saves = savesIn(await sandbox.until('both are told of', (state) => savesIn(state).filter(({ crossed }) => crossed).length === 2))
  expect(saves.map(({ instance }) => instance).sort()).toEqual(['a', 'b'])
  expect(saves.map(({ crossed }) => crossed?.kind).sort()).toEqual(['overwritten', 'overwrote'])
  for (const { crossed } of saves)
    expect(crossed).toMatchObject({ lost: expect.arrayContaining(['cart']), request: saves.find((other) => other.crossed !== crossed)?.id })
}, 60_000)

test('"all is as usual" is one command: what was done to the way is undone, and the second one is gone', async () => {
  await sandbox.command({ type: 'fault:set', fault: 'wire-delay', settings: { get: 20 }, instance: 'b' })
  expect(await sandbox.command({ type: 'fault:undo-all' })).toEqual({ ok: true, value: null })
  const { faults, instances } = await sandbox.state()
  expect([faults, Object.keys(instances)]).toEqual([{}, ['a']])
  expect(await sandbox.command({ type: 'fault:undo-all' })).toEqual({ ok: true, value: null })
}, 60_000)

test('where both are dead, everybody is told so in time, and served when one is back', async () => {
  await Promise.all(['a', 'b'].map((instance) => sandbox.command({ type: 'server:kill', instance })))
  const asked = performance.now()
  const answer = await sandbox.command({ type: 'browser:visit', browser: ALICE })
  expect(performance.now() - asked).toBeLessThan(8_000)
  expect(answer).toMatchObject({ ok: true, value: { status: expect.any(Number) } })
  await sandbox.until('both are back', ({ instances: { a, b } }) => a?.phase === 'running' && b?.phase === 'running')
  expect(await sandbox.command({ type: 'browser:visit', browser: ALICE })).toMatchObject({ ok: true, value: { status: 200 } })
}, 60_000)

test('a lesson begins with one server, that takes turns with nobody', async () => {
  await sandbox.command({ type: 'balancer:choose', rule: 'random' })
  expect(await sandbox.command({ type: 'lesson:open', lesson: '02-the-claim-ticket' })).toMatchObject({ ok: true })
  const { instances, balancer } = await sandbox.state()
  expect([Object.keys(instances), balancer.rule]).toEqual([['a'], 'turns'])
  await sandbox.command({ type: 'lesson:close' })
}, 60_000)

test('to memory and back: each session goes where its browser stays, and the union comes back', async () => {
  await sandbox.command({ type: 'balancer:choose', rule: 'sticky' })
  expect(await sandbox.command({ type: 'store:switch', to: 'mongodb', carryOver: true })).toMatchObject({ ok: true, value: { refused: null } })
  await sandbox.command({ type: 'store:clear' })
  await log(ALICE)
  await log(BOB)
  const divided = await sandbox.command({ type: 'store:switch', to: 'memory', carryOver: true })
  expect(divided).toMatchObject({ ok: true, value: { refused: null, carried: 2, divided: { a: 1, b: 1 } } })
  expect([await isLoggedIn(ALICE, 'Alice'), await isLoggedIn(BOB, 'Bob')]).toEqual([true, true])
  expect([...(await holders())].sort()).toEqual(['a', 'b'])
  expect(await sandbox.command({ type: 'store:switch', to: 'mongodb', carryOver: true })).toMatchObject({ ok: true, value: { refused: null, carried: 2 } })
  expect([await isLoggedIn(ALICE, 'Alice'), await isLoggedIn(BOB, 'Bob')]).toEqual([true, true])
}, 60_000)
