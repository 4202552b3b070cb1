/** One of the lesson servers in the state. */
import type { InstanceState } from '../instance-state.js'
import type { InstanceId } from '../instances.js'
import type { Snapshot } from '../state.js'

/** The lesson server that an event is about. */
export function instanceOf(state: Snapshot, id: InstanceId | null): InstanceState | null {
  return id === null ? null : (state.instances[id] ?? null)
}

/** With some fields of a lesson server changed; one that is not known stays unknown. */
export function withInstance(state: Snapshot, id: InstanceId | null, fields: Partial<InstanceState>): Snapshot {
  const instance = instanceOf(state, id)
  if (id === null || instance === null) return state
  return { ...state, instances: { ...state.instances, [id]: { ...instance, ...fields } } }
}
