/** The stores that the switch offers. */
import type { StoreDescription } from '../protocol/state.js'

export interface StoreList {
  readonly descriptions: readonly StoreDescription[]
  readonly needsMongodb: ReadonlySet<string>
}

export async function listStores(): Promise<StoreList> {
  const capabilities = { touch: true, length: true, expiry: 'on-read', survivesRestart: false, shared: false } as const
  return {
    descriptions: [
      { kind: 'memory', label: 'Memory', hue: 50, capabilities, unavailable: null },
      {
        kind: 'mongodb',
        label: 'MongoDB',
        hue: 150,
        capabilities: { touch: false, length: false, expiry: 'sweeper', survivesRestart: true, shared: true },
        unavailable: null,
      },
    ],
    needsMongodb: new Set(['mongodb']),
  }
}
