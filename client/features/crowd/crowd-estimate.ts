/** What a crowd will cost, said before it starts. Pure. */
import type { CrowdOrder, CrowdRun } from '../../../server/protocol/crowd.js'
import type { MemorySample } from '../../../server/protocol/instance-state.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'

/**
 * Bytes of one session before anything was measured here: session data alone, and each book of the cart more (titles differ; this is their average).
 * Heap of the memory store after a collection, and BSON of a MongoDB document.
 */
const ASSUMED = { heap: { base: 300, item: 61 }, document: { base: 250, item: 70 } } as const

export interface CrowdEstimate {
  /** Bytes of one session where it is stored. */
  readonly sessionBytes: number
  readonly totalBytes: number
  /** Do the sessions take the lesson server's own heap? */
  readonly inHeap: boolean
  /** More than the heap has room for: the process will die. Always false when they are not in its heap. */
  readonly overflows: boolean
  /** How many such users its heap has room for; null when they are not in its heap, or nothing was read yet. */
  readonly room: number | null
  /** null: no rate was seen yet and no pace is set. */
  readonly durationMs: number | null
  /** Where the duration comes from. */
  readonly rateFrom: 'pace' | 'run' | null
}

/** What the estimate is made from, beside the order. */
export interface EstimateBasis {
  readonly store: Pick<StoreDescription, 'kind' | 'capabilities'>
  readonly finished: readonly CrowdRun[]
  readonly memory: Pick<MemorySample, 'heapUsedBytes' | 'heapLiveBytes'> | null
  readonly heapLimitBytes: number
}

export function estimateCrowd(order: CrowdOrder, { store, finished, memory, heapLimitBytes }: EstimateBasis): CrowdEstimate {
  const { inHeap } = store.capabilities
  const alike = finished.findLast(
    (run) => run.store === store.kind && run.order.behaviour === order.behaviour && run.order.cartItems === order.cartItems && run.bytesPerSession !== null,
  )
  const assumed = inHeap ? ASSUMED.heap : ASSUMED.document
  const sessionBytes = alike?.bytesPerSession ?? assumed.base + assumed.item * order.cartItems
  const totalBytes = sessionBytes * order.users
  const freeBytes = memory === null ? null : Math.max(0, heapLimitBytes - (memory.heapLiveBytes ?? memory.heapUsedBytes))
  return {
    sessionBytes,
    totalBytes,
    inHeap,
    overflows: inHeap && freeBytes !== null && totalBytes > freeBytes,
    room: inHeap && freeBytes !== null ? Math.floor(freeBytes / sessionBytes) : null,
    ...durationOf(order, store.kind, finished),
  }
}

/** At the set pace or at the rate last seen, whichever is slower. */
function durationOf(order: CrowdOrder, store: string, finished: readonly CrowdRun[]): Pick<CrowdEstimate, 'durationMs' | 'rateFrom'> {
  const seen = finished.filter((run) => run.usersPerSecond > 0 && run.order.usersPerSecond === null && run.store === store)
  const rate = (seen.findLast((run) => run.order.cartItems === order.cartItems) ?? seen.at(-1))?.usersPerSecond ?? null
  const pace = order.usersPerSecond
  if (pace !== null && (rate === null || pace <= rate)) return { durationMs: (order.users / pace) * 1_000, rateFrom: 'pace' }
  return rate === null ? { durationMs: null, rateFrom: null } : { durationMs: (order.users / rate) * 1_000, rateFrom: 'run' }
}
