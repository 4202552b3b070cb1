import { createStore } from 'zustand/vanilla'
import type { ResourceKind } from '../../server/protocol/resources.js'

/** Of which resource it is told which source of it serves, and why; null: it is not told. */
export const whyPage = createStore<{ readonly resource: ResourceKind | null }>()(() => ({ resource: null }))

export function showWhy(resource: ResourceKind | null): void {
  whyPage.setState({ resource })
}
