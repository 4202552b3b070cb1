import { createStore } from 'zustand/vanilla'

/** What the page about stores can show: all that there are, which one fits, and the same crowd on each. */
export const STORES_VIEWS = ['all', 'which', 'compare'] as const
export type StoresView = (typeof STORES_VIEWS)[number]

/** null: it is closed. */
export const storesPage = createStore<{ readonly view: StoresView | null }>()(() => ({ view: null }))

export function showStores(view: StoresView | null): void {
  storesPage.setState({ view })
}
