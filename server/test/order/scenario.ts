/** What a person does in a sandbox, step by step, each step settled before the next begins; and what must be shown in the end. */
import { setTimeout as delay } from 'node:timers/promises'
import { onlyInstance } from '../../protocol/instance-state.js'
import type { Snapshot } from '../../protocol/state.js'
import type { LatePage } from './late-page.js'

const SETTLES_WITHIN_MS = 30_000

/** Waits until the page shows something. @throws with the state, where it does not come */
export async function shows(page: LatePage, what: string, isSo: (state: Snapshot) => boolean): Promise<Snapshot> {
  for (const deadline = performance.now() + SETTLES_WITHIN_MS; ; await delay(20)) {
    const shown = page.shown()
    if (shown && isSo(shown)) return shown
    if (performance.now() < deadline) continue
    const { timeline, instances: _instances, launch: _launch, mongo: _mongo, ...rest } = shown ?? ({} as Snapshot)
    throw new Error(`The page does not come to show ${what}: ${JSON.stringify({ ...rest, rows: timeline?.slice(-5) }, null, 1)}`)
  }
}

export const browserOf = ({ browsers }: Snapshot, id: string) => browsers.find((browser) => browser.id === id)
export const documentOf = (state: Snapshot, id: string) => state.focused[browserOf(state, id)?.sessionId ?? '']?.stored ?? null
const cartOf = (state: Snapshot, id: string) => (documentOf(state, id)?.document as { readonly cart?: readonly unknown[] } | undefined)?.cart?.length ?? 0

const ALICE = 'browser:alice'
const BOB = 'browser:bob'

/** Everybody does something, with hardly a pause. @returns how many sessions each store holds in the end */
export async function act(page: LatePage): Promise<{ readonly memory: number; readonly mongodb: number }> {
  const settled = async (what: string, count: number, isSo: (state: Snapshot) => boolean = () => true) => {
    await shows(page, `${what} and ${count} sessions`, (state) => state.store.sessionCount === count && isSo(state))
  }
  await shows(page, 'a shop that runs', (state) => onlyInstance(state).phase === 'running' && state.store.sessionCount === 0)

  await page.command({ type: 'browser:log-in', browser: ALICE })
  await page.command({ type: 'browser:add-to-cart', browser: ALICE })
  await page.command({ type: 'browser:add-to-cart', browser: ALICE })
  await settled("Alice's cart", 1, (state) => cartOf(state, ALICE) === 2 && browserOf(state, ALICE)?.known === true)

  await Promise.all([page.command({ type: 'browser:log-in', browser: BOB }), page.command({ type: 'browser:add-to-cart', browser: ALICE })])
  await settled('both', 2, (state) => cartOf(state, ALICE) === 3 && browserOf(state, BOB)?.known === true)

  // A new secret, and at once who brings a cookie of the old one and who gets one of the new one.
  await Promise.all([
    page.command({ type: 'secrets:add' }),
    page.command({ type: 'browser:visit', browser: ALICE }),
    page.command({ type: 'browser:log-in', browser: BOB }),
  ])
  await settled('the secret', 2, (state) => onlyInstance(state).secrets.length === 2 && browserOf(state, BOB)?.known === true)

  // Two crowds, the second right after the first.
  for (const users of [60, 40]) {
    await page.command({ type: 'crowd:start', users, usersPerSecond: null, behaviour: 'shop', cartItems: 0 })
    await shows(page, 'the end of a crowd', ({ crowd }) => crowd.running === null && crowd.finished.at(-1)?.order.users === users)
  }
  await settled('the crowds', 102)
  await page.command({ type: 'store:clear' })
  await settled('an emptied store', 0, (state) => state.store.emptiness.memory?.cause === 'cleared' && browserOf(state, ALICE)?.known === false)

  // A plain switch while Alice goes on.
  await page.command({ type: 'browser:log-in', browser: ALICE })
  await settled('Alice again', 1, (state) => browserOf(state, ALICE)?.known === true)
  const clicking = clicks(page, ALICE)
  await page.command({ type: 'store:switch', to: 'mongodb', carryOver: false })
  await clicking.stop()
  await page.command({ type: 'browser:log-in', browser: ALICE })
  await shows(page, 'Alice in MongoDB', (state) => state.store.active === 'mongodb' && browserOf(state, ALICE)?.known === true)

  // And one back that carries everybody over, while she goes on.
  const again = clicks(page, ALICE)
  await page.command({ type: 'store:switch', to: 'memory', carryOver: true })
  await again.stop()
  await shows(page, 'Alice in memory', (state) => state.store.active === 'memory' && browserOf(state, ALICE)?.known === true)
  await settled('what was carried over', 2, (state) => state.store.elsewhere.mongodb === 0)

  await page.command({ type: 'browser:log-out', browser: ALICE })
  await settled('Alice without a session', 1, (state) => browserOf(state, ALICE)?.sessionId === null)

  // A new life: what was in memory is gone, and what is told of it is about the new one.
  await page.command({ type: 'server:restart' })
  await page.command({ type: 'browser:log-in', browser: BOB })
  await settled('Bob in the new life', 1, (state) => onlyInstance(state).boot === 2 && browserOf(state, BOB)?.known === true)
  await page.command({ type: 'server:kill' })
  await shows(page, 'the third life', (state) => onlyInstance(state).boot === 3 && onlyInstance(state).phase === 'running' && state.store.sessionCount === 0)
  await page.command({ type: 'browser:log-in', browser: ALICE })
  await settled('Alice in the third life', 1, (state) => browserOf(state, ALICE)?.known === true)
  return { memory: 1, mongodb: 0 }
}

/** One click after the other, until it is told to stop. */
function clicks(page: LatePage, browser: typeof ALICE): { stop(): Promise<void> } {
  let isOver = false
  const clicking = (async () => {
    while (!isOver) await page.command({ type: 'browser:add-to-cart', browser })
  })()
  return {
    stop: () => {
      isOver = true
      return clicking
    },
  }
}
