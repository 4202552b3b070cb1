import { useSyncExternalStore } from 'react'
import { sandboxNow } from '../clock.js'

const TICK_MS = 1_000
let now = sandboxNow()
let pageNow = performance.now()
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

function read(): void {
  now = sandboxNow()
  pageNow = performance.now()
}

function readNow(): number {
  // The sandbox was heard after this file was loaded.
  if (Number.isNaN(now)) read()
  return now
}

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

/** Epoch ms by the sandbox's clock, renewed every second by one timer for the whole page. */
export function useNow(): number {
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
