/** The store in use, the sessions in it, and what is known of the others. */
import type { EventOf, StoreEvent } from '../events.js'
import type { Snapshot } from '../state.js'
import type { StoreState, Undo } from '../stores.js'
import { documentsReducers } from './document-events.js'
import { afterClear, afterCount, afterForget, afterSwitch, elsewhereNow } from './holdings.js'
import { instanceOf, withInstance } from './instance.js'
import { withNewRow } from './rows.js'
import { isSame } from './same.js'

export const storeReducers: { readonly [K in StoreEvent['kind']]: (state: Snapshot, event: EventOf<K>) => Snapshot } = {
  ...documentsReducers,

  'stores-available': (state, { available }) => withStore(state, { available }),

  'switch-progress': (state, { progress }) => withStore(state, { switching: progress }),

  'begun-elsewhere': (state, { at, report }) => withStore(state, { active: report.from, health: { up: true, since: at, why: null }, lastSwitch: report }),

  switched: (state, { instance, at, seq, report }) => {
    const moved: Partial<StoreState> =
      report.refused === null
        ? {
            active: report.to,
            health: { up: true, since: at, why: null },
            sessionCount: null,
            bytesPerSession: null,
            undo: null,
            ...afterSwitch(state.store, report, at),
          }
        : {}
    const store = { ...state.store, lastSwitch: report, switching: null, ...moved }
    return withNewRow({ ...state, store }, { kind: 'switched', key: `switched:${seq}`, at, instance, report })
  },

  cleared: (state, { instance, at, seq, removed, undoForMs }) => {
    const { active } = state.store
    const why = state.lesson?.settingUp === true ? 'lesson' : 'cleared'
    const undo = undoOf(removed, at, undoForMs)
    const store = { ...state.store, sessionCount: 0, bytesPerSession: null, undo, ...afterClear(state.store, why, removed, at) }
    return withNewRow({ ...state, store }, { kind: 'cleared', key: `cleared:${seq}`, at, instance, store: active, sessions: removed })
  },

  'session-forgotten': (state, { instance, at, seq, sessionId, undoForMs }) => {
    const store = { ...state.store, emptiness: afterForget(state.store, at), undo: undoOf(1, at, undoForMs) }
    return withNewRow({ ...state, store }, { kind: 'session-forgotten', key: `session-forgotten:${seq}`, at, instance, store: store.active, sessionId })
  },

  'brought-back': (state, { instance, at, seq, restored }) =>
    withNewRow(withStore(state, { undo: null }), {
      kind: 'brought-back',
      key: `brought-back:${seq}`,
      at,
      instance,
      store: state.store.active,
      sessions: restored,
    }),

  'store-health': (state, { instance, at, seq, up, why }) => {
    const { active, health } = state.store
    if (health.up === up && isSame(health.why, why)) return state
    const isAsBefore = health.up === up && (health.why === null) === (why === null)
    const told = withStore(state, { health: { up, why, since: isAsBefore ? health.since : at } })
    return health.up === up ? told : withNewRow(told, { kind: 'store-health', key: `store-health:${seq}`, at, instance, store: active, up, why })
  },

  'sessions-counted': (state, { at, store: kind, sessionCount, bytesPerSession, ttlIndex, loggedOut }) => {
    const { store } = state
    // A count of the store that a switch is just leading to says nothing about this one.
    if (kind !== store.active) return state
    const emptiness = afterCount(store, store.sessionCount, sessionCount, loggedOut, at)
    return withStore(state, { sessionCount, bytesPerSession, ttlIndex, emptiness })
  },

  'own-counted': (state, { instance, counts }) => {
    const before = instanceOf(state, instance)
    return before === null || isSame(before.own, counts) ? state : withInstance(state, instance, { own: counts })
  },

  'others-counted': (state, { counts }) => withStore(state, { elsewhere: elsewhereNow(state.store, counts) }),

  swept: (state, { instance, at, sessionId, expiredAt }) =>
    withNewRow(state, { kind: 'swept', key: `swept:${sessionId}:${expiredAt}`, at, instance, store: state.store.active, sessionId, expiredAt }),
}

function undoOf(sessions: number, at: number, undoForMs: number): Undo | null {
  return undoForMs === 0 ? null : { sessions, until: at + undoForMs }
}

/** With some fields of the store changed; what says the same as before stays the very same. */
function withStore(state: Snapshot, fields: Partial<StoreState>): Snapshot {
  const news = Object.entries(fields).filter(([name, value]) => !isSame(state.store[name as keyof StoreState], value))
  return news.length === 0 ? state : { ...state, store: { ...state.store, ...Object.fromEntries(news) } }
}
