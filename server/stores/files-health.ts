import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { STORES } from '../config.js'
import type { Why } from '../protocol/why.js'
import { within } from '../within.js'
import { isScarce } from './disk-room.js'
import { PolledHealth } from './polled-health.js'

/**
 * Files can be read on a disk that is full or read-only, so whoever asks the store for a session learns nothing: it is looked at the folder.
 *
 * @param tryToWrite through the store
 * @param explain what an error means
 */
export function filesHealth(folder: string, tryToWrite: () => Promise<void>, explain: (error: unknown) => Why): PolledHealth {
  return new PolledHealth(() => within(lookAtFolder(folder, tryToWrite), STORES.pingTimeoutMs).then(() => null, explain))
}

/**
 * The same for a store that serves from memory and copies that to a file: it answers whatever becomes of the folder, and only saves no more.
 *
 * @param lastSave what came of the last copy; null: it was saved
 */
export function copiedFileHealth(folder: string, tryToWrite: () => Promise<void>, explain: (error: unknown) => Why, lastSave: () => Why | null): PolledHealth {
  return new PolledHealth(() => within(lookAtFolder(folder, tryToWrite), STORES.pingTimeoutMs).then(lastSave, explain), true)
}

/** @throws whatever keeps files from being written there */
async function lookAtFolder(folder: string, tryToWrite: () => Promise<void>): Promise<void> {
  await access(folder, constants.W_OK)
  if (await isScarce(folder)) await tryToWrite()
}
