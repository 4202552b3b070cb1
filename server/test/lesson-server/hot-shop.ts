/** The shop on a store that can be switched, in the test's own process, and a browser that visits it. */
import type { Store } from 'express-session'
import { afterEach } from 'vitest'
import { createShop } from '../../lesson-server/create-shop.js'
import type { AppOrder } from '../../lesson-server/switching/contract.js'
import { createHotApp, type HotApp } from '../../lesson-server/switching/hot-app.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { SwitchProgress } from '../../protocol/stores.js'
import type { StoreAdapter, StoreHealth } from '../../stores/adapter.js'
import { ADAPTERS } from '../../stores/registry.js'
import { listen, secrets, sessionOptions, TestBrowser, type TestServer } from './test-shop.js'

export interface HotShop {
  readonly hot: HotApp
  readonly server: TestServer
  readonly browser: TestBrowser
  /** What was told of the store, oldest first. */
  readonly health: readonly StoreHealth[]
  readonly progress: readonly (SwitchProgress | null)[]
}

export interface HotShopParts {
  /** The shop, unless a test brings an app of its own. */
  readonly createApp?: (order: AppOrder) => ReturnType<typeof createShop>
  readonly wrapStore?: (store: Store) => Store
  /** Stores that it may be on, beside those that there are. */
  readonly adapters?: readonly StoreAdapter[]
}

const cleanUps: (() => unknown)[] = []

/** To be done after the test, last in, first out. */
export function afterTest(cleanUp: () => unknown): void {
  cleanUps.push(cleanUp)
}

/** Called once by a test file that opens shops: they are closed after each test. */
export function closeHotShops(): void {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })
}

/** @throws ProblemError when the store cannot be opened */
export async function openHotShop(target: StoreTarget, parts: HotShopParts = {}): Promise<HotShop> {
  const { createApp = createShop, wrapStore = (store) => store, adapters = [] } = parts
  const health: StoreHealth[] = []
  const progress: (SwitchProgress | null)[] = []
  const hot = createHotApp({
    createApp,
    wrapStore,
    secrets,
    adapters: [...ADAPTERS, ...adapters],
    onSwitching: (now) => progress.push(now),
    onHealth: (now) => health.push(now),
  })
  await hot.start(target, sessionOptions)
  const server = await listen(hot.handle)
  const browser = new TestBrowser(server.port)
  afterTest(() => hot.close())
  afterTest(() => server.close())
  afterTest(() => browser.close())
  return { hot, server, browser, health, progress }
}
