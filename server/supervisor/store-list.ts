/** The stores that the switch offers, as their adapters describe themselves. */
import type { StoreDescription } from '../protocol/stores.js'
import { ADAPTERS } from '../stores/registry.js'

export function describeStores(): readonly StoreDescription[] {
  return ADAPTERS.map(({ kind, label, hue, about, place, badExample, npm, resource, capabilities }) => ({
    kind,
    label,
    hue,
    about,
    place,
    isBadExample: badExample === true,
    npm,
    resource,
    capabilities,
    unavailable: null,
  }))
}
