import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { Address } from '../../protocol/resources.js'

/** A place for a comparison, beside that of the shop. */
export interface TrialPlace {
  readonly target: StoreTarget
  /** Removes what can be removed from here: files. What is in a database is its store's to remove. */
  remove(): Promise<void>
}

/**
 * The same resource, and in it a part that is neither the shop's nor anybody else's: a folder, a collection, a prefix. What an earlier comparison left
 * there, because it was killed, goes first.
 *
 * @param target where the shop would have it
 */
export async function trialPlace({ kind, address }: StoreTarget): Promise<TrialPlace> {
  if (address === null) return { target: { kind, address }, remove: () => Promise.resolve() }
  const own = besides(address)
  const remove = async () => {
    if ('path' in own && existsSync(own.path)) await rm(own.path, { recursive: true, force: true, maxRetries: 3 })
  }
  await remove()
  return { target: { kind, address: own }, remove }
}

function besides(address: Address): Address {
  if ('path' in address) return { ...address, path: `${address.path}-trial` }
  if ('collection' in address) return { ...address, collection: `${address.collection}_trial` }
  if ('space' in address) return { ...address, space: `${address.space}_trial` }
  return address
}
