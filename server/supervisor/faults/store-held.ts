/** Faults of the store that are done to its own process, where the sandbox runs it. */
import type { FaultId, FaultMeans, FaultsInForce } from '../../protocol/faults.js'
import type { Held } from '../../protocol/ipc.js'
import { unwrap } from '../../protocol/problem.js'
import type { Resource } from '../../resources/resource.js'
import type { FaultDoer } from './faults.js'

/** Sources that are processes of the sandbox's own. */
const OWN: readonly string[] = ['binary', 'program', 'embedded']

/** Of these, the process that we have started is one of many, and the others would go on. */
const MANY_PROCESSES: readonly string[] = ['postgres']

export interface StoreHeld extends FaultDoer {
  meansOf(fault: FaultId): FaultMeans
}

/** @param inUse what the store in use needs to be somewhere */
export function storeHeld(inUse: () => Resource): StoreHeld {
  /** The one that is frozen or ended: the store in use may have changed since. */
  let holding: Resource | null = null
  return {
    meansOf(fault) {
      const { hold, state, kind } = inUse()
      const isOurs = hold !== undefined && state.source !== null && OWN.includes(state.source)
      // Windows has no signal that stops a process for a while.
      const canFreeze = process.platform !== 'win32' && !(state.source === 'program' && MANY_PROCESSES.includes(kind))
      const canBeDone = fault === 'store-stopped' || (fault === 'store-frozen' && canFreeze)
      return isOurs && canBeDone ? 'process' : 'wire'
    },
    async apply(faults) {
      const how = heldBy(faults)
      if (how === null && holding === null) return
      holding ??= inUse()
      // Where no answer comes it may be done all the same, so it is not let out of sight before it has been undone.
      unwrap((await holding.hold?.(how)) ?? { ok: true, value: null })
      if (how === null) holding = null
    },
  }
}

function heldBy(faults: FaultsInForce): Held | null {
  if (faults['store-stopped']?.means === 'process') return 'ended'
  return faults['store-frozen']?.means === 'process' ? 'frozen' : null
}
