/** The stores that the switch offers, as their adapters describe themselves. */
import type { StoreDescription } from '../protocol/state.js'
import { loadAdapters } from '../stores/registry.js'

export interface StoreList {
  readonly descriptions: readonly StoreDescription[]
  /** Kinds that cannot be used before a MongoDB answers. */
  readonly needsMongodb: ReadonlySet<string>
}

export async function listStores(): Promise<StoreList> {
  const adapters = await loadAdapters()
  return {
    descriptions: adapters.map(({ kind, label, hue, capabilities }) => ({ kind, label, hue, capabilities, unavailable: null })),
    needsMongodb: new Set(adapters.filter((adapter) => adapter.needsMongodb).map(({ kind }) => kind)),
  }
}
