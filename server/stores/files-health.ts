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
  const look = async () => {
    await access(folder, constants.W_OK)
    if (await isScarce(folder)) await tryToWrite()
  }
  return new PolledHealth(() => within(look(), STORES.pingTimeoutMs).then(() => null, explain))
}
