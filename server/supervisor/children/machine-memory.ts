/** A share of the machine's memory stays free, whatever is asked for. */
import { freemem, totalmem } from 'node:os'
import { CHILDREN, LIMITS } from '../../config.js'
import { ProblemError } from '../../protocol/problem.js'

const MB = 1024 * 1024

/** Bytes that may still be used: what is available, minus the share that stays free. Knows of container limits where Node does. */
export function spareMachineMemory(): number {
  const constrained = process.constrainedMemory?.() ?? 0
  const total = constrained > 0 && constrained < totalmem() ? constrained : totalmem()
  const available = typeof process.availableMemory === 'function' ? process.availableMemory() : freemem()
  return Math.max(0, Math.min(available, total) - total * LIMITS.freeMemoryShare)
}

/** @throws ProblemError `out-of-machine-memory` */
export function requireMachineMemory(neededBytes: number, what: string, spareBytes = spareMachineMemory()): void {
  if (neededBytes <= spareBytes) return
  const [needed, free] = [neededBytes, spareBytes].map((bytes) => Math.ceil(bytes / MB))
  throw new ProblemError(
    'out-of-machine-memory',
    `${what} may need ${needed} MB, and this machine has ${free} MB to spare (a quarter stays free). Close other programs, or ask for less.`,
    { freeBytes: Math.floor(spareBytes), neededBytes: Math.ceil(neededBytes) },
  )
}

/** Buffers are outside the heap limit: the watchdog ends a lesson server that takes this much all the same. */
export function isAboveRssLimit(sample: { readonly rssBytes: number }, heapLimitMb: number): boolean {
  return sample.rssBytes > heapLimitMb * MB + CHILDREN.rssHeadroomBytes
}

/**
 * What a crowd may need outside the lesson server's heap limit, in bytes; nothing where its sessions take the heap. Measured for MongoDB 6: 1 kB of resident memory a login
 * and about 250 B an item more; the embedded server keeps documents as JavaScript objects, about three times that.
 */
export function crowdNeedBytes(order: { readonly users: number; readonly cartItems: number }, inHeap: boolean, source: string | null): number {
  if (inHeap) return 0
  return order.users * (1_000 + 250 * order.cartItems) * (source === 'embedded' ? 3 : 1)
}
