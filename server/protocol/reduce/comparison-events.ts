/** The same crowd on each store. */

import type { StoreComparison } from '../comparison.js'
import type { ComparisonEvent, EventOf } from '../events.js'
import type { Snapshot } from '../state.js'
import { isSame } from './same.js'

export const comparisonReducers: { readonly [K in ComparisonEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'comparison-started': (state, { visitors, stores, at }) => ({
    ...state,
    comparison: { visitors, stores, startedAt: at, ended: null, step: null, rows: [] },
  }),
  'comparison-step': (state, { step }) => withComparison(state, () => ({ step })),
  'store-compared': (state, { row }) => withComparison(state, ({ rows }) => ({ step: null, rows: [...rows, row] })),
  'comparison-ended': (state, { outcome, at }) => withComparison(state, () => ({ step: null, ended: { at, outcome } })),
}

function withComparison(state: Snapshot, change: (comparison: StoreComparison) => Partial<StoreComparison>): Snapshot {
  if (state.comparison === null) return state
  const comparison = { ...state.comparison, ...change(state.comparison) }
  return isSame(comparison, state.comparison) ? state : { ...state, comparison }
}
