/** Faults of the store that are done to its own process, where the sandbox runs it. */
import { FAULTS, type FaultId, type FaultInForce, type FaultsInForce, type WireInstead } from '../../protocol/faults.js'
import type { Held } from '../../protocol/ipc.js'
import { unwrap } from '../../protocol/problem.js'
import type { Resource } from '../../resources/resource.js'
import type { FaultDoer } from './faults.js'

/** Sources that are processes of the sandbox's own. */
const OWN: readonly string[] = ['binary', 'program', 'embedded']

/** Of these, the process that we have started is one of many, and the others would go on. */
const MANY_PROCESSES: readonly string[] = ['postgres']

export interface StoreHeld extends FaultDoer {
  meansOf(fault: FaultId): Pick<FaultInForce, 'means' | 'instead'>
}

/** @param inUse what the store in use needs to be somewhere */
export function storeHeld(inUse: () => Resource, platform: NodeJS.Platform = process.platform): StoreHeld {
  /** The one that is frozen or ended: the store in use may have changed since. */
  let holding: Resource | null = null
  return {
    meansOf(fault) {
      if (FAULTS[fault].place !== 'store') return { means: 'wire' }
      const instead = insteadOf(fault, inUse(), platform)
      return instead === null ? { means: 'process' } : { means: 'wire', instead }
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

/** Why the wire has to do it; null: the process does. */
function insteadOf(fault: FaultId, { hold, state, kind }: Resource, platform: NodeJS.Platform): WireInstead | null {
  if (hold === undefined) return 'no-process'
  if (state.source === null || !OWN.includes(state.source)) return 'not-ours'
  if (fault === 'store-stopped') return null
  if (state.source === 'program' && MANY_PROCESSES.includes(kind)) return 'many-processes'
  return platform === 'win32' ? 'no-signal' : null
}

function heldBy(faults: FaultsInForce): Held | null {
  if (faults['store-stopped']?.means === 'process') return 'ended'
  return faults['store-frozen']?.means === 'process' ? 'frozen' : null
}
