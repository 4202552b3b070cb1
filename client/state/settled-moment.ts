/** Where the reader rests in the past. Whoever drags through it passes many moments: what costs more than a frame has room for is done where they stay. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { dashboardStore, type Moment } from './dashboard-store.js'

/** A moment that is looked at for this long is where the reader rests. */
export const SETTLED_MS = 250

const settledStore = createStore<{ readonly moment: Moment | null }>()(() => ({ moment: dashboardStore.getState().moment }))
let timer: ReturnType<typeof setTimeout> | undefined

dashboardStore.subscribe(({ moment }, before) => {
  if (moment === before.moment) return
  clearTimeout(timer)
  const settle = () => settledStore.setState({ moment })
  // Into the past and out of it at once: nobody passes through that.
  if (moment === null || settledStore.getState().moment === null) settle()
  else timer = setTimeout(settle, SETTLED_MS)
})

/**
 * Something of the moment at which the reader rests, or has just come to from now. Nothing is rendered for those that they pass.
 *
 * @param read gives equal values for equal moments; null: the reader looks at now
 */
export function useSettledMoment<T>(read: (moment: Moment | null) => T): T {
  return useStore(settledStore, ({ moment }) => read(moment))
}
