/** Packages that are installed on demand. */
import type { EventOf, PackageEvent } from '../events.js'
import type { PackagesState } from '../packages.js'
import type { Snapshot } from '../state.js'
import { isSame } from './same.js'

export const packageReducers: { readonly [K in PackageEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'packages-found': (state, { sets }) => withPackages(state, { sets }),
  'packages-installing': (state, { installing }) => withPackages(state, { installing, last: null }),
  'packages-ended': (state, { set, problem }) => withPackages(state, { installing: null, last: problem === 'cancelled' ? null : { set, problem } }),
}

function withPackages(state: Snapshot, fields: Partial<PackagesState>): Snapshot {
  const packages = { ...state.packages, ...fields }
  return isSame(packages, state.packages) ? state : { ...state, packages }
}
