/** The log as a page asks for it, of a real sandbox. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HistoryPart } from '../../protocol/dashboard.js'
import { History } from '../../protocol/history/history.js'
import { LOG } from '../../protocol/limits.js'
import { reduce } from '../../protocol/reduce.js'
import type { Snapshot } from '../../protocol/state.js'
import { launch, type Sandbox } from '../support/launch.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await launch()
  await sandbox.until('the shop is there', ({ server }) => server.phase === 'running')
  for (const type of ['browser:log-in', 'browser:add-to-cart', 'browser:log-out'] as const) await sandbox.command({ type, browser: 'browser:alice' })
})
afterAll(() => sandbox.stop())

const ask = (headers: Readonly<Record<string, string>>) => fetch(`${sandbox.dashboardUrl}/api/log`, { headers })
const withToken = () => ({ authorization: `Bearer ${sandbox.token}` })

test('needs the token, and refuses pages of other origins also with it', async () => {
  expect((await ask({})).status).toBe(401)
  expect((await ask({ authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await ask({ ...withToken(), origin: 'http://example.org' })).status).toBe(403)
  expect((await ask({ ...withToken(), 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await ask(withToken())).status).toBe(200)
})

test('reduced, it is the state; at each request the state is what that request left', async () => {
  const parts = (await (await ask(withToken())).text())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as HistoryPart)
  const [first, ...rest] = parts
  if (first === undefined || !('base' in first)) throw new Error('it does not begin with a base')
  const history = new History(first.base, LOG)
  let state: Snapshot = first.base
  const states = new Map<number, Snapshot>()
  for (const event of rest.flatMap((part) => ('base' in part ? [] : part))) {
    history.add(event, state)
    state = reduce(state, event)
    states.set(event.seq, state)
  }
  expect(state.seq).toBe(first.until)
  for (const [seq, live] of states) expect(history.stateAt(seq)).toEqual(live)
  // What came since the question changes what comes by the clock, and nothing else that is compared here.
  const now = await sandbox.state()
  expect(state.timeline).toEqual(now.timeline)
  expect(state.store.active).toBe(now.store.active)
})

test('what a real browser was shown is noted as text', async () => {
  const page = await fetch(`${sandbox.shopUrl}/`, {
    headers: {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'none',
    },
  })
  const html = await page.text()
  const state = await sandbox.until('the page was noted', ({ browsers }) => browsers.some(({ real, page: shown }) => real !== null && shown !== null))
  const noted = state.browsers.find(({ real, page: shown }) => real !== null && shown !== null)?.page
  expect(noted).toMatchObject({ path: '/', status: 200 })
  expect(html).toContain(noted?.title)
  expect(JSON.stringify(noted).length).toBeLessThan(2_000)
  expect(JSON.stringify(noted)).not.toContain('<')
})
