/** Database servers that are found or started when a store needs them. */
import type { EventOf, ResourceEvent } from '../events.js'
import type { ServedState } from '../served.js'
import type { ServedKind } from '../served-kinds.js'
import type { Snapshot } from '../state.js'
import { isSame } from './same.js'

export const resourceReducers: { readonly [K in ResourceEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  'resource-resolving': (state, { resource }) => withResource(state, resource, { phase: 'resolving', why: null }),
  'resource-idle': (state, { resource }) => withResource(state, resource, { phase: 'idle', why: null }),
  'resource-found': (state, { resource, source, version, attempts, shown, isFound }) =>
    withResource(state, resource, { phase: 'up', source, version, attempts, shown, isFound, why: null }),
  'resource-missing': (state, { resource, attempts, why }) => withResource(state, resource, { phase: 'down', attempts, why }),
  'resource-health': (state, { resource, up, why }) => withResource(state, resource, { phase: up ? 'up' : 'down', why }),
  'resource-ended': (state, { resource, why }) => withResource(state, resource, { phase: 'down', rssBytes: null, why }),
  'resource-allowed': (state, { resource }) => withResource(state, resource, { isAllowed: true }),
  'resource-usage': (state, { resource, rssBytes }) => withResource(state, resource, { rssBytes }),
}

function withResource(state: Snapshot, kind: ServedKind, fields: Partial<ServedState>): Snapshot {
  const before = state.resources[kind]
  const isNews = Object.entries(fields).some(([name, value]) => !isSame(before[name as keyof ServedState], value))
  return isNews ? { ...state, resources: { ...state.resources, [kind]: { ...before, ...fields } } } : state
}
