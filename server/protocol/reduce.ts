/**
 * State after an event: one pure function for both ends. The supervisor reduces what it notes, a page what it is sent, and a test what
 * was recorded, to the same state. Nothing is changed in place; what an event does not change keeps its identity, so that whoever
 * reads can compare with `Object.is`.
 *
 * It runs in the page too, so neither it nor what it imports may import Node's modules or zod.
 */
import type { EventKind, EventOf, LogEvent } from './events.js'
import { browserReducers } from './reduce/browser-events.js'
import { comparisonReducers } from './reduce/comparison-events.js'
import { crowdReducers } from './reduce/crowd-events.js'
import { faultReducers } from './reduce/fault-events.js'
import { lessonReducers } from './reduce/lesson-events.js'
import { mongoReducers } from './reduce/mongo-events.js'
import { packageReducers } from './reduce/package-events.js'
import { requestReducers } from './reduce/request-events.js'
import { resourceReducers } from './reduce/resource-events.js'
import { serverReducers } from './reduce/server-events.js'
import { sideBySideReducers } from './reduce/side-by-side-events.js'
import { storeReducers } from './reduce/store-events.js'
import type { Snapshot } from './state.js'

/** A kind that is forgotten here is a type error. */
const reducers: { readonly [K in EventKind]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  ...serverReducers,
  ...requestReducers,
  ...storeReducers,
  ...browserReducers,
  ...mongoReducers,
  ...packageReducers,
  ...comparisonReducers,
  ...sideBySideReducers,
  ...faultReducers,
  ...resourceReducers,
  ...crowdReducers,
  ...lessonReducers,
  'balancer-chosen': (state, { rule }) => (state.balancer.rule === rule ? state : { ...state, balancer: { ...state.balancer, rule } }),
  'language-set': (state, { language }) => (state.launch.language === language ? state : { ...state, launch: { ...state.launch, language } }),
  'log-folded': (state, { events, since }) => ({ ...state, log: { folded: state.log.folded + events, since } }),
}

/** Every kind of event that there is. */
export const EVENT_KINDS = Object.keys(reducers) as readonly EventKind[]

/** What an event makes of a state; the very same state where it changes nothing, and then it is no event. */
export function change(state: Snapshot, event: LogEvent): Snapshot {
  // The table is typed by kind; the compiler cannot follow that the reducer found by the kind takes this very event.
  return (reducers[event.kind] as (state: Snapshot, event: LogEvent) => Snapshot)(state, event)
}

/** The state after an event, as of its `seq`. */
export function reduce(state: Snapshot, event: LogEvent): Snapshot {
  return { ...change(state, event), seq: event.seq }
}
