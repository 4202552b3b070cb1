import { useSyncExternalStore } from 'react'
import { onClockHeld, sandboxNow, shownNow } from '../clock.js'

const TICK_MS = 1_000
let now = sandboxNow()
let shown = shownNow()
let pageNow = performance.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function read(): void {
  now = sandboxNow()
  shown = shownNow()
  pageNow = performance.now()
}

function readNow(): number {
  // The sandbox was heard after this file was loaded.
  if (Number.isNaN(now)) read()
  return now
}

function readShown(): number {
  if (Number.isNaN(shown)) read()
  return shown
}

/** At once, and not with the next second. */
onClockHeld(() => {
  read()
  for (const each of listeners) each()
})

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  read()
  timer ??= setInterval(() => {
    read()
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The moment that the panes show, in epoch ms by the sandbox's clock, renewed every second by one timer for the whole page. It stands still in the past. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, readShown)
}

/** The same as of now, wherever the reader is: for what goes on meanwhile. */
export function useLiveNow(): number {
  return useSyncExternalStore(subscribe, readNow)
}

/**
 * How long something has lasted that this page noted itself, renewed with {@link useNow}.
 *
 * @param since a reading of `performance.now()`
 * @returns ms, never negative
 */
export function useElapsed(since: number): number {
  const read = useSyncExternalStore(subscribe, () => pageNow)
  return Math.max(0, read - since)
}
