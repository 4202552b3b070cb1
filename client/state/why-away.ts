import { outageOf } from '../../server/protocol/faults.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { Why } from '../../server/protocol/why.js'

/** The same each time, so that what is the same is seen to be. */
const NONE = {}

/** Why the store in use does not answer: what somebody has done to the way, whatever was seen of that; else what was seen. null: it answers. */
export function whyAway({ faults, store: { health } }: Pick<Snapshot, 'faults' | 'store'>): Why | null {
  const outage = outageOf(faults)
  if (health.why === null || outage === null) return health.why
  return { code: outage, message: health.why.message, params: NONE }
}
