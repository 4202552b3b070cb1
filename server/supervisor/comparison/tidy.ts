/** Removes what a comparison has left in stores: sessions, and what they were kept in. */
import { rm } from 'node:fs/promises'
import type { StoreTarget } from '../../protocol/ipc.js'
import { TrialProcess } from './trial-process.js'

/**
 * Files from here; what is in a database by one process that opens one place after the other, once nobody else has it open.
 *
 * @param label of the store
 * @param places of one kind of store, none of them the shop's
 * @param tidyMs how long each step of that process may take
 * @returns those that could not be removed now, since their database is away or the disk refuses; never fails
 */
export async function tidy(label: string, places: readonly StoreTarget[], tidyMs: number): Promise<readonly StoreTarget[]> {
  const left: StoreTarget[] = []
  let cleaner: TrialProcess | null = null
  for (const place of places) {
    try {
      if (!(await removeFiles(place))) {
        cleaner ??= new TrialProcess(label, tidyMs)
        await cleaner.open(place)
        await cleaner.ask((rpc) => rpc.remove())
      }
    } catch {
      left.push(place)
    }
  }
  await cleaner?.stop()
  return left
}

/** @returns false: it keeps nothing in files that could be removed from here */
export async function removeFiles({ address }: StoreTarget): Promise<boolean> {
  if (address === null || !('path' in address)) return false
  await rm(address.path, { recursive: true, force: true, maxRetries: 3 })
  return true
}
