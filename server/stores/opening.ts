/** Opens a store by its adapter, and fills in what the adapter does not say with what can be had from any store's `get`, `set` and `destroy`. */
import type session from 'express-session'
import { STORES } from '../config.js'
import { ProblemError } from '../protocol/problem.js'
import type { Address, ResourceKind } from '../protocol/resources.js'
import { asParams, said, type Why, why } from '../protocol/why.js'
import { within } from '../within.js'
import type { AdapterFor, CreatedStore, LookIns, OpenStore, StoreAdapter, StoreTuning } from './adapter.js'
import { reasonOf } from './default-explain.js'
import { defaultLookIns } from './default-look-ins.js'

const NOT_FOUND_YET = why('not-found-yet', {}, 'What it needs has not been found yet. Look at which sources were tried, or wait until one of them serves.')

/**
 * @param sessionModule the `express-session` function
 * @param address null: what the store needs has not been found yet
 * @param tuning left out: as a learner's app has it
 * @throws ProblemError `store-unreachable`, or what the adapter's `create` throws in words; within STORES.openDeadlineMs
 */
export async function openStore(adapter: StoreAdapter, sessionModule: typeof session, address: Address | null, tuning: StoreTuning = {}): Promise<OpenStore> {
  if (address === null) throw unreachable(adapter, NOT_FOUND_YET)
  if (address.resource !== adapter.resource)
    throw unreachable(adapter, said(`It needs a resource of kind "${adapter.resource}", and was given one of kind "${address.resource}".`))
  const creating = createStore(adapter, sessionModule, address, tuning)
  try {
    const { ids, ...created } = await within(creating, STORES.openDeadlineMs, () =>
      unreachable(adapter, why('open-late', { ms: STORES.openDeadlineMs }, `It could not be opened within ${STORES.openDeadlineMs} ms.`)),
    )
    // Where there is nothing to fill in, nobody listens to the store's calls.
    if (hasAll(created)) return { adapter, ...created }
    return { adapter, ...(await defaultLookIns(adapter, sessionModule, created, ids)), ...created }
  } catch (error) {
    // One that comes too late is closed at once.
    void creating.then(({ close }) => close?.()).catch(() => undefined)
    throw error instanceof ProblemError ? error : unreachable(adapter, said(reasonOf(error)))
  }
}

const LOOK_INS: Readonly<Record<keyof LookIns, true>> = {
  explain: true,
  probe: true,
  count: true,
  list: true,
  read: true,
  entries: true,
  pick: true,
  put: true,
  remove: true,
  clear: true,
  isStale: true,
  markStale: true,
  bytesPerSession: true,
  ttlIndex: true,
  onHealth: true,
  close: true,
}

function hasAll(created: CreatedStore): created is CreatedStore & LookIns {
  return Object.keys(LOOK_INS).every((name) => name in created)
}

/** An adapter may throw at once or reject, and both are the same. */
async function createStore(adapter: StoreAdapter, sessionModule: typeof session, address: Address, tuning: StoreTuning): Promise<CreatedStore> {
  // That the address is of the adapter's resource was asked before.
  const { create } = adapter as AdapterFor<ResourceKind>
  return await create(sessionModule, address, tuning)
}

function unreachable({ label }: StoreAdapter, reason: Why): ProblemError {
  return new ProblemError('store-unreachable', `${label} cannot be used now. ${reason.message}`, { ...asParams(reason), store: label })
}
