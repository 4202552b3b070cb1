/** A page's state equals the supervisor's, also after its socket was away. */
import { expect, test } from 'vitest'
import type { Snapshot } from '../../protocol/state.js'
import { connectDashboard, eventually } from '../support/dashboard-socket.js'
import { launch } from '../support/launch.js'

/** All but what moves between two looks at it. */
function settled({ seq: _seq, log: _log, store, instances, ...rest }: Snapshot) {
  const lives = Object.values(instances).map(({ memory: _memory, ...life }) => life)
  const { server: _server, ...others } = rest as typeof rest & { readonly server?: unknown }
  return JSON.stringify({ ...others, lives, store: { ...store, bytesPerSession: null } })
}

test('after a dropped socket the state is equal again within a second', async () => {
  const sandbox = await launch()
  await sandbox.until('it runs', ({ server, mongo }) => server.phase === 'running' && mongo.phase !== 'resolving')
  const dashboard = await connectDashboard(sandbox.dashboardUrl, sandbox.token)
  /** Both move on while they are looked at, so it takes a look or two. */
  const isEqual = async (withinMs: number) => {
    for (const deadline = Date.now() + withinMs; Date.now() < deadline; ) {
      const truth = settled(await sandbox.state())
      if (await eventually(() => settled(dashboard.held() as Snapshot) === truth, 60)) return true
    }
    return false
  }
  expect(await isEqual(3_000)).toBe(true)

  dashboard.socket.io.engine.close()
  await sandbox.command({ type: 'browser:create', name: 'Carol' })
  await sandbox.command({ type: 'browser:log-in', browser: 'browser:carol' })
  const before = Date.now()
  expect(await eventually(() => dashboard.held()?.browsers.some(({ id }) => id === 'browser:carol') === true, 1_000)).toBe(true)
  expect(Date.now() - before).toBeLessThan(1_000)
  expect(await isEqual(1_000)).toBe(true)
})

test('frames are numbered without a gap, and carry what happened at once', async () => {
  const sandbox = await launch()
  await sandbox.until('it runs', ({ server }) => server.phase === 'running')
  const { socket, frames, gaps } = await connectDashboard(sandbox.dashboardUrl, sandbox.token)
  const answer = await socket.emitWithAck('command', { type: 'browser:log-in', browser: 'browser:bob' })
  expect(answer).toEqual({ ok: true, value: { status: 200 } })
  const rows = () => frames.flatMap((frame) => frame.events).filter((event) => event.kind === 'request')
  expect(await eventually(() => rows().length >= 2, 500)).toBe(true)
  expect(rows().map(({ request }) => [request.actor, request.method, request.path])).toEqual([
    ['browser:bob', 'POST', '/login'],
    ['browser:bob', 'GET', '/'],
  ])
  const sequence = frames.flatMap(({ events }) => events.map(({ seq }) => seq))
  expect(sequence).toEqual(sequence.map((_, index) => (sequence[0] ?? 0) + index))
  expect(gaps()).toBe(0)
})

test('a page that asks for snapshots without end gets a few', async () => {
  const sandbox = await launch()
  const { socket } = await connectDashboard(sandbox.dashboardUrl, sandbox.token)
  let snapshots = 0
  socket.on('snapshot', () => {
    snapshots += 1
  })
  for (let count = 0; count < 500; count++) socket.emit('resync')
  expect(await eventually(() => snapshots > 0, 15_000)).toBe(true)
  // Whatever else they would be sent comes at once.
  await eventually(() => snapshots > 5, 600)
  expect(snapshots).toBeLessThanOrEqual(5)
})
