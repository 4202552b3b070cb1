/**
 * What each store holds as far as is known, and why one holds nothing: how an event changes both. Pure.
 * The supervisor keeps this over the lives of the lesson server, which knows only what it opened itself.
 */
import type { HeldSessions } from '../instance-state.js'
import type { Emptiness, StoreState, SwitchReport } from '../stores.js'

type Holdings = Pick<StoreState, 'active' | 'available' | 'sessionCount' | 'elsewhere' | 'emptiness'>
type Change = Pick<StoreState, 'elsewhere' | 'emptiness'>
/** What one of two lesson servers holds by itself, by kind of store; null: there is one, and what its process holds is all there is. */
export type Own = Readonly<Record<string, number>> | null

/** What every store holds, the active one first; of what is in a process, what is in this one. */
export function heldSessions(store: Holdings, own: Own = null): readonly HeldSessions[] {
  const counts: readonly (readonly [string, number | null])[] = [[store.active, store.sessionCount], ...Object.entries(inactive(store.elsewhere, store.active))]
  return counts.map(([kind, sessions]) => {
    const kept = survives(store, kind)
    return { store: kind, sessions: kept || own === null ? sessions : (own[kind] ?? 0), kept }
  })
}

/** The lesson server's process has ended: what was in it is gone, what is elsewhere stays as it was last counted. */
export function afterProcessEnd(store: Holdings, cause: 'restart' | 'death', at: number, own: Own = null): Change & Pick<StoreState, 'sessionCount'> {
  const lost = heldSessions(store, own).filter(({ kept, sessions }) => !kept && sessions !== 0)
  /** In the process of the other one. */
  const left = (kind: string, all: number | null) => (own === null || all === null ? null : Math.max(0, all - (own[kind] ?? 0)))
  const gone = lost.flatMap(({ store: kind, sessions }) => {
    const all = kind === store.active ? store.sessionCount : (store.elsewhere[kind] ?? null)
    return (left(kind, all) ?? 0) > 0 ? [] : [[kind, { cause, at, sessions }] as const]
  })
  const elsewhere = Object.entries(store.elsewhere).flatMap(([kind, sessions]) => {
    const now = survives(store, kind) ? sessions : left(kind, sessions)
    return now === null ? [] : [[kind, now] as const]
  })
  const isUntouched = own !== null && survives(store, store.active)
  return {
    sessionCount: isUntouched ? store.sessionCount : left(store.active, store.sessionCount),
    elsewhere: Object.fromEntries(elsewhere),
    emptiness: { ...store.emptiness, ...Object.fromEntries(gone) },
  }
}

/** The shop has moved to another store. */
export function afterSwitch(store: Holdings, { from, to, carryOver, carried, found, left }: SwitchReport, at: number): Change {
  // The same store at another address: what is known of the old one says nothing about it.
  if (from === to) return { elsewhere: store.elsewhere, emptiness: without(store.emptiness, to) }
  const staying = carryOver ? 0 : (left ?? store.sessionCount)
  const elsewhere = { ...inactive(store.elsewhere, to), ...(staying === null ? {} : { [from]: staying }) }
  if (!carryOver) {
    const before = store.elsewhere[to] ?? 0
    // It held some when it was left, and nobody here has touched it since.
    if (found === 0 && before > 0) return { elsewhere, emptiness: note(store, to, { cause: 'gone', at, sessions: before }) }
    return { elsewhere, emptiness: found === 0 && staying !== 0 ? note(store, to, { cause: 'switch', at, sessions: staying }) : store.emptiness }
  }
  if (carried > 0) return { elsewhere, emptiness: note(store, from, { cause: 'carried', at, sessions: carried }) }
  // Nothing came along. What emptied the old store says nothing of this one, which may never have held any; nor were any left behind by this switch.
  return { elsewhere, emptiness: store.emptiness[to]?.cause === 'switch' ? without(store.emptiness, to) : store.emptiness }
}

/** A command has forgotten all sessions of the active store. */
export function afterClear(store: Holdings, cause: 'cleared' | 'lesson', removed: number, at: number): Change {
  const isNews = removed > 0 || cause === 'lesson'
  return { elsewhere: store.elsewhere, emptiness: isNews ? note(store, store.active, { cause, at, sessions: removed }) : store.emptiness }
}

/** A command has forgotten one session of the active store. If the next count finds none, this is why; if it finds some, nothing has to be told. */
export function afterForget(store: Holdings, at: number): StoreState['emptiness'] {
  return note(store, store.active, { cause: 'cleared', at, sessions: 1 })
}

/**
 * The active store was counted again.
 *
 * @param before how many it held at the last count; null: not known
 * @param loggedOut how many of them the shop has destroyed since
 */
export function afterCount(store: Holdings, before: number | null, now: number, loggedOut: number, at: number): StoreState['emptiness'] {
  if (now > 0) return without(store.emptiness, store.active)
  if (before === null || before === 0) return store.emptiness
  const isShared = store.available.find(({ kind }) => kind === store.active)?.capabilities.shared === true
  // In a database somebody else may have deleted them; out of a process that is nobody's but ours they can only expire.
  const isLoggedOut = loggedOut >= before
  // Noted since it last held some: by a command that forgot what was in it.
  if (!isLoggedOut && store.active in store.emptiness) return store.emptiness
  const cause = isLoggedOut ? 'logged-out' : loggedOut === 0 && !isShared ? 'expired' : 'gone'
  return note(store, store.active, { cause, at, sessions: before })
}

/** What the lesson server knows of the stores that are not active, and what was known of the others. */
export function elsewhereNow(store: Holdings, counted: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return inactive({ ...store.elsewhere, ...counted }, store.active)
}

function note(store: Holdings, kind: string, emptiness: Emptiness): StoreState['emptiness'] {
  return { ...store.emptiness, [kind]: emptiness }
}

function inactive(counts: Readonly<Record<string, number>>, active: string): Readonly<Record<string, number>> {
  return without(counts, active)
}

function without<T>(record: Readonly<Record<string, T>>, kind: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== kind))
}

function survives({ available }: Holdings, kind: string): boolean {
  return available.find((description) => description.kind === kind)?.capabilities.survivesRestart === true
}
