import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { Address } from '../../protocol/resources.js'

/** Where one side keeps its sessions, beside the shop and the other sides: a folder, a collection, a prefix of our own; the heap is each process' own anyway. */
export function sidePlace({ kind, address }: StoreTarget, side: number): StoreTarget {
  return { kind, address: address === null ? null : besides(address, side) }
}

/** Removes what can be removed from here: files. What is in a database is its store's to remove. */
export async function removeFiles({ address }: StoreTarget): Promise<void> {
  if (address !== null && 'path' in address && existsSync(address.path)) await rm(address.path, { recursive: true, force: true, maxRetries: 3 })
}

function besides(address: Address, side: number): Address {
  if ('path' in address) return { ...address, path: `${address.path}-side-${side}` }
  if ('collection' in address) return { ...address, collection: `${address.collection}_side_${side}` }
  if ('space' in address) return { ...address, space: `${address.space}_side_${side}` }
  return address
}
