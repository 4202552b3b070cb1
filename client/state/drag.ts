/** Dragging through the past: the thumb is where the pointer is, and the panes follow when they have rested. Fetched with the strip. */
import { createStore } from 'zustand/vanilla'
import { dashboardStore } from './dashboard-store.js'
import { show } from './moment.js'
import { DRAG_PAUSE_MS } from './pace.js'
import { heldPast } from './past.js'
import type { Stop } from './stops.js'

const aimStore = createStore<{ readonly stop: Stop | null }>()(() => ({ stop: null }))
/** Have the panes shown something so lately that they rest? */
let isResting = false
let drawn = 0
let rested: ReturnType<typeof setTimeout> | undefined

// Also where something else led there (a key, the way back to now): that is the newer wish, and the pointer's is forgotten.
dashboardStore.subscribe(({ moment }, before) => {
  if (moment === before.moment) return
  forgetAim()
  cancelAnimationFrame(drawn)
  clearTimeout(rested)
  isResting = moment !== null
  if (isResting) drawn = requestAnimationFrame(rest)
})

function rest(): void {
  rested = setTimeout(() => {
    isResting = false
    arrive()
  }, DRAG_PAUSE_MS)
}

/** Aims at what stands nearest to a place of the strip. The panes follow after {@link DRAG_PAUSE_MS} at most, to where the pointer is by then. */
export function dragTo(place: number): void {
  const { moment } = dashboardStore.getState()
  const stop = heldPast()?.stops.nearest(place) ?? null
  if (moment === null || stop === null || stop.seq === (aim() ?? moment).seq) return
  aimStore.setState({ stop })
  if (!isResting) arrive()
}

/** Has the panes show what the pointer is at, without waiting: it was let go. */
export function arrive(): void {
  const stop = aim()
  if (stop === null) return
  const past = heldPast()
  const isThere = stop.seq === dashboardStore.getState().moment?.seq
  if (past === null || isThere || !show(past, stop)) forgetAim()
}

function forgetAim(): void {
  if (aim() !== null) aimStore.setState({ stop: null })
}

/** Where the pointer is, while the panes are elsewhere still; null: they show it, or nobody drags. */
export function aim(): Stop | null {
  return aimStore.getState().stop
}

/** Is told with each frame in which it is elsewhere. Nothing is rendered for it. @returns how to stop that */
export function onAim(listener: () => void): () => void {
  return aimStore.subscribe(listener)
}
