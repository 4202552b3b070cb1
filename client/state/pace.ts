import type { InstanceState } from '../../server/protocol/instance-state.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { StoreState } from '../../server/protocol/stores.js'
import type { TimelineRow } from '../../server/protocol/timeline.js'

/**
 * How often what a crowd moves is shown anew, ms: figures, charts, its row and its progress. Readings and events come ten and twenty times a second, which
 * nobody can read; and while a crowd runs, the page shares the machine's cores with all that serves it. All of it moves with the same beat, so that the
 * page is told, laid out and painted once for it.
 */
const PACE_MS = 500
/** The page spends one part in this many of its time on what streams in: where a beat took long, because others had the cores, the next one comes later. */
const PART = 20
/** A reader who watches a number climb does not wait longer for the next one, ms. */
const LONGEST_PACE_MS = 1_500

let paceMs = PACE_MS

/**
 * How long the panes rest while somebody drags through the past, from one moment that they have shown to the next, ms: they are all that there is to see,
 * which takes longer than a frame has room for, and on a slow machine much longer.
 */
export const DRAG_PAUSE_MS = 150

/**
 * Tells the page of a state, within an animation frame: what is set there is rendered, laid out and painted before the next task begins. The time until
 * then, with that in which others had the cores, says when the next beat comes.
 */
export function telling(tell: () => void): void {
  const began = performance.now()
  tell()
  setTimeout(() => {
    paceMs = Math.min(LONGEST_PACE_MS, Math.max(PACE_MS, (performance.now() - began) * PART))
  })
}

let shown: Snapshot | null = null
let newest: Snapshot | null = null

/**
 * The state as it was at the last beat, by the sandbox's clock at most half a second ago, or longer where the page takes long to show one. Whatever does
 * not stream in begins a beat by itself: what a server's process goes through, a crowd's beginning and end, a store that is emptied.
 *
 * @param snapshot the newest state; each is passed in the order in which it came
 */
export function paced(snapshot: Snapshot): Snapshot {
  if (snapshot === newest && shown !== null) return shown
  newest = snapshot
  if (shown === null || !isStream(shown, snapshot) || hasPassed(clocks(shown), clocks(snapshot))) shown = snapshot
  return shown
}

function isStream(before: Snapshot, now: Snapshot): boolean {
  const isCrowd = now.crowd.running !== null && before.crowd.running?.id === now.crowd.running.id
  return (
    isSameBut(isCrowd ? OF_CROWD : OF_READINGS, before, now) &&
    areAlike(before.instances, now.instances) &&
    hasOnlyFilled(before.store, now.store) &&
    haveOnlyGrown(before.timeline, now.timeline)
  )
}

/** What readings alone change. */
const OF_READINGS: ReadonlySet<string> = new Set<keyof Snapshot>(['seq', 'instances', 'log'])
/** What a crowd changes, too. */
const OF_CROWD: ReadonlySet<string> = new Set<keyof Snapshot>(['seq', 'instances', 'log', 'crowd', 'timeline', 'store', 'mongo', 'resources', 'dropped'])
const READINGS: ReadonlySet<string> = new Set<keyof InstanceState>(['memory', 'own'])
const COUNTS: ReadonlySet<string> = new Set<keyof StoreState>(['sessionCount', 'bytesPerSession', 'elsewhere'])

function hasOnlyFilled(before: StoreState, now: StoreState): boolean {
  return isSameBut(COUNTS, before, now) && (now.sessionCount ?? 0) >= (before.sessionCount ?? 0)
}

/** Are these the same rows, but for crowds that have sent more requests? */
export function haveOnlyGrown(before: readonly TimelineRow[], now: readonly TimelineRow[]): boolean {
  if (before === now) return true
  return before.length === now.length && now.every((row, place) => row === before[place] || (row.kind === 'crowd' && row.key === before[place]?.key))
}

function areAlike(before: Snapshot['instances'], now: Snapshot['instances']): boolean {
  const ids = Object.keys(now) as (keyof typeof now)[]
  return (
    ids.length === Object.keys(before).length &&
    ids.every((id) => before[id] !== undefined && now[id] !== undefined && isSameBut(READINGS, before[id], now[id]))
  )
}

function isSameBut<T extends object>(names: ReadonlySet<string>, before: T, now: T): boolean {
  return before === now || Object.keys(now).every((key) => names.has(key) || before[key as keyof T] === now[key as keyof T])
}

/** The times by which a state can be told from the one before: those of the readings, and of the last crowd's requests. Epoch ms. */
function clocks({ instances, timeline }: Snapshot): readonly number[] {
  const readings = Object.values(instances).map(({ memory }) => memory.latest?.at ?? 0)
  const crowd = timeline.findLast((row) => row.kind === 'crowd')
  return [Math.max(...readings), crowd?.until ?? 0]
}

/** Backwards is another clock: of a sandbox that was started anew. */
function hasPassed(before: readonly number[], now: readonly number[]): boolean {
  return now.some((at, place) => at - (before[place] ?? 0) >= paceMs || at < (before[place] ?? 0))
}
