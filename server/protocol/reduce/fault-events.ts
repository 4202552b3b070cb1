/** What is not as usual on the way of a request. */
import type { EventOf, FaultEvent } from '../events.js'
import type { Snapshot } from '../state.js'

export const faultReducers: { readonly [K in FaultEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'fault-set': (state, { at, instance, fault, settings, until, means, instead }) => {
    const since = state.faults[fault]?.since ?? at
    return { ...state, faults: { ...state.faults, [fault]: { settings, since, until, means, ...(instead && { instead }), instance } } }
  },

  'https-opened': (state, { address }) => ({ ...state, https: address }),
  'https-closed': (state) => (state.https === null ? state : { ...state, https: null }),

  'fault-undone': (state, { fault }) => {
    if (state.faults[fault] === undefined) return state
    const { [fault]: _undone, ...faults } = state.faults
    return { ...state, faults }
  },
}
