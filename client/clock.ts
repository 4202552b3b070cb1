/**
 * The sandbox's clock, as this page knows it. Every moment that the page shows was noted by the sandbox, and the clock of the reader's
 * computer may be hours off: ages, expiries and countdowns are taken against what the sandbox's own messages say.
 */

/** Messages are late by less than this as a rule; one that is further behind means that the sandbox's clock was set back. */
const SET_BACK_MS = 1_000

/** The sandbox's clock minus `performance.now()`; null until the sandbox was heard. */
let offsetMs: number | null = null

/** @param at epoch ms, by the sandbox's clock, when it sent the message that has just arrived */
export function hearClock(at: number): void {
  const offset = at - performance.now()
  // The way here only ever makes that clock look slow, so the message that was fastest comes nearest.
  if (offsetMs === null || offset > offsetMs || offsetMs - offset > SET_BACK_MS) offsetMs = offset
}

/** When the last of a recording happened: its clock has stopped there. null: what is shown is no recording. */
let endedAt: number | null = null

/** @param at epoch ms by the clock of the sandbox that was recorded */
export function stopClock(at: number): void {
  endedAt = at
}

/** Epoch ms by the sandbox's clock; not a number as long as the sandbox was not heard, when there is nothing of it to show either. */
export function sandboxNow(): number {
  if (endedAt !== null) return endedAt
  return offsetMs === null ? Number.NaN : Math.round(performance.now() + offsetMs)
}

/** Where the reader stands in time, while that is not now; epoch ms by the sandbox's clock. */
let heldAt: number | null = null
const heldListeners = new Set<() => void>()

/** Ages and countdowns stand still at this moment (epoch ms by the sandbox's clock); null: they go with the sandbox's clock again. */
export function holdClock(at: number | null): void {
  if (at === heldAt) return
  heldAt = at
  for (const each of heldListeners) each()
}

/** The moment that what is shown is of, epoch ms: now by the sandbox's clock, or then. */
export function shownNow(): number {
  return heldAt ?? sandboxNow()
}

/** Is told when the clock is held, or goes on. @returns how to stop that */
export function onClockHeld(listener: () => void): () => void {
  heldListeners.add(listener)
  return () => heldListeners.delete(listener)
}

/** For tests: as if the sandbox had never been heard. */
export function forgetClock(): void {
  offsetMs = null
  endedAt = null
}
