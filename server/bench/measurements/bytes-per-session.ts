/** Bytes per session as the dashboard shows them ÷ what the heap really grew by, both after a forced collection. */
import { LIMITS } from '../../config.js'
import type { SimulatorFunctions, SimulatorNotifications } from '../../protocol/ipc.js'
import { unwrap } from '../../protocol/problem.js'
import { type Finding, finding } from '../finding.js'
import { INTERNAL_KEY, type MeasuredLessonServer, startLessonServer } from '../lesson-server.js'
import { type LoadTarget, loadNewSessions } from '../load.js'
import type { Measurement } from '../measurement.js'
import { type Process, startProcess } from '../processes.js'
import { MEMORY, OPTIONS, targetOf } from '../stores.js'

const BOUND = { from: 0.9, to: 1.1 }
const WARM_UP_SESSIONS = 5_000
const CART_ITEMS = 10

export const bytesPerSession: Measurement = {
  name: 'bytes',
  title: 'Bytes per session as shown ÷ measured after a forced collection',
  async run(bench) {
    const shop = await startLessonServer(targetOf(MEMORY, ''), LIMITS.maxHeapLimitMb)
    const target: LoadTarget = { port: shop.port, internalKey: INTERNAL_KEY, cookieName: OPTIONS.name }
    const crowd = startCrowds()
    const logins = (amount: number) => loadNewSessions(target, { amount })
    const carts = (users: number) => crowd.run(target, users)
    const cases = [
      { what: '10,000 logins', sessions: 10_000, fill: logins },
      { what: `10,000 carts of ${CART_ITEMS}`, sessions: 10_000, fill: carts },
      ...(bench.quick ? [] : [{ what: '100,000 logins', sessions: 100_000, fill: logins }]),
    ]
    const quotients = new Map<string, number[]>(cases.map(({ what }) => [what, []]))
    await logins(WARM_UP_SESSIONS)
    await carts(WARM_UP_SESSIONS)
    for (let round = 0; round < bench.rounds; round += 1) {
      for (const { what, sessions, fill } of cases) {
        const { shownBytes, measuredBytes } = await measure(shop, sessions, fill)
        bench.say(`${what}: ${shownBytes.toFixed(0)} B shown, ${measuredBytes.toFixed(0)} B measured`)
        quotients.get(what)?.push(shownBytes / measuredBytes)
      }
    }
    return cases.map(({ what }): Finding => finding(what, 'ratio', quotients.get(what) ?? [], BOUND))
  },
}

async function measure(shop: MeasuredLessonServer, sessions: number, fill: (sessions: number) => Promise<unknown>) {
  unwrap(await shop.rpc.clearStore())
  const before = await collect(shop)
  await fill(sessions)
  const after = await collect(shop)
  if (after.sessionCount !== sessions || after.bytesPerSession === null) throw new Error(`There are ${after.sessionCount} sessions, not ${sessions}.`)
  return { shownBytes: after.bytesPerSession, measuredBytes: (after.heapUsedBytes - before.heapUsedBytes) / sessions }
}

/** Twice, because what a finaliser lets go is collected the next time. */
async function collect({ rpc }: MeasuredLessonServer) {
  unwrap(await rpc.collect())
  return unwrap(await rpc.collect())
}

function startCrowds() {
  let ended = () => {}
  const { rpc }: Process<SimulatorFunctions> = startProcess<SimulatorFunctions, SimulatorNotifications>('simulator/entry', {
    progress: ({ outcome }) => {
      if (outcome !== 'running') ended()
    },
  })
  return {
    async run(target: LoadTarget, users: number): Promise<void> {
      const end = new Promise<void>((resolve) => {
        ended = resolve
      })
      unwrap(
        await rpc.start(
          { users, usersPerSecond: null, cartItems: CART_ITEMS, behaviour: 'shop' },
          { ...target, rule: 'turns', ports: [target.port], cookieNames: [target.cookieName] },
        ),
      )
      await end
    },
  }
}
