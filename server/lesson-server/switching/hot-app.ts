export type { AppOrder, HotApp, HotAppParts, StoreHealth } from './contract.js'
