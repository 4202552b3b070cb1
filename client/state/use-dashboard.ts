import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { InstanceState } from '../../server/protocol/instance-state.js'
import { onlyInstance } from '../../server/protocol/instance-state.js'
import type { InstanceId } from '../../server/protocol/instances.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { type DashboardState, dashboardStore } from './dashboard-store.js'

/** Reads from the page's state. The component renders again when what the selector gives is another value (`Object.is`). */
export function useDashboard<T>(selector: (state: DashboardState) => T): T {
  return useStore(dashboardStore, selector)
}

/**
 * Reads from the server's state, as of the moment that the reader looks at: now, or then. Only for what is rendered once the first snapshot is
 * here (all panes are).
 */
export function useSnapshot<T>(selector: (snapshot: Snapshot) => T): T {
  return useStore(dashboardStore, ({ snapshot, moment }) => selector(moment?.snapshot ?? received(snapshot)))
}

/** The same as of now, wherever the reader is: for what has no past, such as the list of all that happened. */
export function useLive<T>(selector: (snapshot: Snapshot) => T): T {
  return useStore(dashboardStore, ({ snapshot }) => selector(received(snapshot)))
}

/** The same once, for what is made at a click or keeps what was there when it was opened. */
export function newestState(): Snapshot {
  return received(dashboardStore.getState().snapshot)
}

/** Does the reader look at a moment of the past? Then nothing can be done. */
export function useIsThen(): boolean {
  return useStore(dashboardStore, ({ moment }) => moment !== null)
}

/** Is what the panes show over: a moment of the past, or a recording, also at its end? Of that, one tells what was, and gives no advice. */
export function useIsOver(): boolean {
  return useStore(dashboardStore, ({ moment, source }) => moment !== null || source === 'recording')
}

/**
 * The same value in the two states that the marks are between (see `Moment.compared`): `from` before it, `to` after. null: the reader looks at now,
 * and nothing is marked.
 */
export function useCompared<T>(selector: (snapshot: Snapshot) => T): { readonly from: T; readonly to: T } | null {
  const isThen = useIsThen()
  const from = useStore(dashboardStore, ({ snapshot, moment }) => selector(moment?.from ?? moment?.snapshot ?? received(snapshot)))
  const to = useStore(dashboardStore, ({ snapshot, moment }) => selector(moment === null || moment.from === null ? received(snapshot) : moment.snapshot))
  return useMemo(() => (isThen ? { from, to } : null), [isThen, from, to])
}

/** A value on the other side of what the marks show, where it is another there than in what the panes show. */
export interface Otherwise<T> {
  readonly value: T
  /** `now`: the marks are the difference to now; `before`: to a moment before. */
  readonly when: 'before' | 'now'
}

/** null: it is the same there, or the reader looks at now. */
export function useOtherwise<T>(selector: (snapshot: Snapshot) => T): Otherwise<T> | null {
  const compared = useCompared(selector)
  const isToNow = useStore(dashboardStore, ({ moment }) => moment !== null && moment.from === null)
  return useMemo(() => {
    if (compared === null || Object.is(compared.from, compared.to)) return null
    return isToNow ? { value: compared.to, when: 'now' } : { value: compared.from, when: 'before' }
  }, [compared, isToNow])
}

function received(snapshot: Snapshot | null): Snapshot {
  if (!snapshot) throw new Error('The state was read before the first snapshot arrived')
  return snapshot
}

/** The same of the lesson server: of the one that the reader has chosen, where there are two. */
export function useInstance<T>(selector: (instance: InstanceState) => T): T {
  const selected = useDashboard((state) => state.selectedInstance)
  return useSnapshot((snapshot) => selector(chosenOf(snapshot, selected)))
}

/** What of it is another on the other side of the marks. */
export function useInstanceOtherwise<T>(selector: (instance: InstanceState) => T): Otherwise<T> | null {
  const selected = useDashboard((state) => state.selectedInstance)
  return useOtherwise((snapshot) => selector(chosenOf(snapshot, selected)))
}

/** Of a state: the lesson server that the reader has chosen, or the only one. */
export function chosenOf(snapshot: Snapshot, selected: InstanceId | null): InstanceState {
  return (selected === null ? undefined : snapshot.instances[selected]) ?? onlyInstance(snapshot)
}

/** Names of the lesson servers; the same array while they are the same. */
export function useInstanceIds(): readonly InstanceId[] {
  const ids = useSnapshot(({ instances }) => Object.keys(instances).join())
  return useMemo(() => ids.split(','), [ids])
}

export function useHasTwoServers(): boolean {
  return useInstanceIds().length > 1
}

/** Of two, the one that the reader has chosen; null: there is one. */
export function useChosenInstance(): InstanceId | null {
  const ids = useInstanceIds()
  const selected = useDashboard((state) => state.selectedInstance)
  return ids.length < 2 ? null : (ids.find((id) => id === selected) ?? ids[0] ?? null)
}

/** What the chosen one of two holds by itself, by kind of store; null: there is one, and what its process holds is all there is. */
export function useOwnSessions(): InstanceState['own'] | null {
  const own = useInstance((instance) => instance.own)
  return useHasTwoServers() ? own : null
}
