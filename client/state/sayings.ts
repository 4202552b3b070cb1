/**
 * What is said about sessions, derived from the state: where they are, where they went, and what an act would do to them.
 * Pure, and the only place for it, so that no two parts of the page can say different things. The words are in `said.json`.
 */

import type { Death, InstanceState } from '../../server/protocol/instance-state.js'
import { onlyInstance } from '../../server/protocol/instance-state.js'
import type { Lesson } from '../../server/protocol/lessons.js'
import type { Snapshot } from '../../server/protocol/state.js'
import type { StoreDescription, StoreState, SwitchReport } from '../../server/protocol/stores.js'
import type { Saying } from '../i18n/saying.js'

type Stores = Pick<StoreState, 'available'>

export interface EmptyBasis {
  /** What was searched for; empty: nothing. */
  readonly search: string
  readonly store: Pick<StoreState, 'active' | 'available' | 'health' | 'emptiness'>
  readonly server: Pick<InstanceState, 'phase'> & { readonly options: Pick<InstanceState['options'], 'saveUninitialized'> }
  /** The lesson has a guess that is still to be made: what a visit would leave is not said before. */
  readonly isGuessOpen: boolean
  /** The reader looks at the past: what was is told, and nothing is advised. */
  readonly isThen?: boolean
}

/** Why the list of sessions is empty, and what to do about it. */
export function whyEmpty({ search, store, server, isGuessOpen, isThen = false }: EmptyBasis): { readonly what: Saying; readonly why: readonly Saying[] } {
  const values = { store: labelOf(store, store.active), search }
  if (isThen) return { what: { key: 'empty.then.nothing', values }, why: [{ key: whyEmptyThen(store, server), values }] }
  const say = (what: 'notFound' | 'down' | 'away' | 'nothing', ...why: Saying['key'][]) => ({
    what: { key: `empty.what.${what}` as const, values },
    why: why.map((key) => ({ key, values })),
  })
  if (server.phase === 'died' && !survives(store, store.active)) return say('nothing', 'empty.why.died')
  if (server.phase !== 'running') return say('away', 'empty.why.away')
  if (!store.health.up) return say('down', 'empty.why.down')
  if (search !== '') return say('notFound', 'empty.why.notFound')
  const cause = store.emptiness[store.active]?.cause ?? 'nobody'
  const key = cause === 'gone' && endsWithDatabase(store) ? 'goneInMemory' : cause
  if (isGuessOpen) return say('nothing', `empty.why.${key}`)
  return say('nothing', `empty.why.${key}`, server.options.saveUninitialized ? 'empty.next.visit' : 'empty.next.login')
}

function whyEmptyThen(store: EmptyBasis['store'], server: EmptyBasis['server']): Saying['key'] {
  if (server.phase !== 'running') return survives(store, store.active) ? 'empty.then.away' : 'empty.then.ended'
  if (!store.health.up) return 'empty.then.down'
  const cause = store.emptiness[store.active]?.cause ?? 'nobody'
  return `empty.then.${cause === 'gone' && endsWithDatabase(store) ? 'goneInMemory' : cause}`
}

/** Sessions that are in stores which are not active. While a switch copies them, they are on their way and nobody left them. */
export function sessionsElsewhere(store: Pick<StoreState, 'active' | 'available' | 'elsewhere' | 'switching'>): readonly Saying[] {
  if (store.switching !== null) return []
  return others(store).map(([kind, count]) => ({ key: 'elsewhere', count, values: { store: labelOf(store, kind) } }))
}

/** What a switch did to the sessions: those that came along, those that were there, those that stay behind. */
export function whatSwitchDid({ from, to, carryOver, carried, found, left, divided }: SwitchReport, stores: Stores): readonly Saying[] {
  const isMove = from === to
  const values = { store: labelOf(stores, to), from: labelOf(stores, from) }
  const sayings: Saying[] = [{ key: isMove ? 'switched.moved' : 'switched.now', values }]
  if (carryOver) {
    sayings.push(carried > 0 ? { key: isMove ? 'switched.carriedOn' : 'switched.carried', count: carried, values } : { key: 'switched.carriedNone' })
    if (divided) sayings.push({ key: 'switched.divided', values: { a: String(divided.a ?? 0), b: String(divided.b ?? 0) } })
    if (found !== null && found > 0) sayings.push({ key: 'switched.foundToo', count: found })
    return sayings
  }
  if (found !== null) sayings.push(found > 0 ? { key: 'switched.found', count: found } : { key: 'switched.foundNone' })
  if (left !== null && left > 0) sayings.push({ key: isMove ? 'switched.leftBehind' : 'switched.left', count: left, values })
  return sayings
}

/**
 * What became of the sessions when the lesson server died: those of the store in use, then those of the others.
 *
 * @param isOfTwo there is another one, that keeps what it has
 */
export function deathToll({ held }: Pick<Death, 'held'>, stores: Stores, isOfTwo = false): readonly Saying[] {
  return held.flatMap(({ store, sessions, kept }, index): Saying[] => {
    const values = { store: labelOf(stores, store) }
    if (index > 0) return sessions ? [{ key: kept ? 'death.keptElsewhere' : 'death.lostElsewhere', count: sessions, values }] : []
    if (sessions === null) return [{ key: kept ? 'death.keptUnknown' : 'death.lostUnknown', values }]
    if (sessions === 0) return [{ key: kept ? 'death.nothingKept' : 'death.nothingHeld', values }]
    const toll: Saying[] = [{ key: kept ? 'death.kept' : isOfTwo ? 'death.lostOwn' : 'death.lost', count: sessions, values }]
    return kept ? [...toll, ...lastLost(stores, store, 'death')] : toll
  })
}

/** What a store loses although it survives: what was written last. */
function lastLost({ available }: Stores, kind: string, of: 'death' | 'ending'): readonly Saying[] {
  const { capabilities, label } = available.find((description) => description.kind === kind) ?? {}
  if (capabilities?.losesLastMs === undefined) return []
  return [{ key: `${of}.lastLost`, values: { store: label ?? kind, seconds: String(capabilities.losesLastMs / 1_000) } }]
}

/** What ending the lesson server's process would do, whichever way it ends. */
export interface EndingCosts {
  /** Would anything be lost? */
  readonly isLoss: boolean
  readonly sayings: readonly Saying[]
}

/**
 * @param isGuessOpen the lesson asks just that, and nobody has guessed yet: then it is not told
 * @param own what one of two lesson servers holds by itself; null: there is one
 */
export function costsOfEnding({ store, crowd }: Pick<Snapshot, 'store' | 'crowd'>, isGuessOpen = false, own: InstanceState['own'] | null = null): EndingCosts {
  const values = { store: labelOf(store, store.active) }
  const keeps = survives(store, store.active)
  const countIn = (kind: string, all: number | null) => (own === null ? all : (own[kind] ?? 0))
  const count = countIn(store.active, store.sessionCount)
  const active: Saying = keeps
    ? { key: 'ending.keeps', values }
    : count === null
      ? { key: 'ending.losesUnknown', values }
      : count === 0
        ? { key: 'ending.none', values }
        : { key: own === null ? 'ending.loses' : 'ending.losesOwn', count, values }
  const left = others(store).flatMap(([kind, all]) => {
    const sessions = countIn(kind, all) ?? 0
    return survives(store, kind) || sessions === 0 ? [] : [[kind, sessions] as const]
  })
  // Of two, the other one goes on serving a crowd.
  const endsCrowd = crowd.running !== null && own === null
  return {
    isLoss: (!keeps && count !== 0) || left.length > 0 || endsCrowd,
    sayings: [
      ...(isGuessOpen
        ? [{ key: 'ending.guess' } satisfies Saying]
        : [
            active,
            ...lastLost(store, store.active, 'ending'),
            ...left.map(([kind, sessions]): Saying => ({ key: 'ending.losesElsewhere', count: sessions, values: { store: labelOf(store, kind) } })),
          ]),
      ...(endsCrowd ? [{ key: 'ending.crowd' } satisfies Saying] : []),
    ],
  }
}

/** What setting a lesson up would throw away, and what stays although it is out of reach. */
export interface LessonCosts {
  readonly lost: readonly Saying[]
  readonly staying: readonly Saying[]
}

/**
 * What the set-up of a lesson throws away.
 *
 * @param emptied kinds of stores that the lesson done before had emptied itself: what is in them is its own, and nobody is asked about it
 * @returns null: nothing would be lost
 */
export function costsOfLesson(
  { stores, heapLimitMb }: Pick<Lesson, 'stores' | 'heapLimitMb'>,
  now: Pick<Snapshot, 'store' | 'instances' | 'crowd'>,
  emptied: readonly string[] = [],
): LessonCosts | null {
  const { store, crowd } = now
  const endsProcess = Math.round(onlyInstance(now).heapLimitBytes / (1024 * 1024)) !== heapLimitMb
  const isEmptied = ({ kind }: StoreDescription) => stores.includes(kind) || (endsProcess && !survives(store, kind))
  // What is in the process is known, also where nobody has used it yet.
  const countIn = ({ kind }: StoreDescription) => (kind === store.active ? store.sessionCount : (store.elsewhere[kind] ?? (survives(store, kind) ? null : 0)))
  const lost = store.available.filter(isEmptied).flatMap((each): Saying[] => {
    const count = countIn(each)
    const values = { store: each.label }
    if (count === null) return [{ key: 'lesson.unknown', values }]
    return count > 0 ? [{ key: 'lesson.sessions', count, values }] : []
  })
  const staying = store.available
    .filter((each) => !isEmptied(each))
    .flatMap((each): Saying[] => {
      const count = countIn(each)
      return count === null || count === 0 ? [] : [{ key: 'lesson.stay', count, values: { store: each.label } }]
    })
  // The browsers' cookies are thrown away: whoever has a session in the store in use loses the way to it.
  const isCutOff = store.sessionCount !== 0 && !emptied.includes(store.active)
  const isNothingElse = !store.available.some((each) => isEmptied(each) && !emptied.includes(each.kind) && countIn(each) !== 0)
  if (isNothingElse && crowd.running === null && !isCutOff) return null
  return { lost: [...lost, ...(crowd.running === null ? [] : [{ key: 'lesson.crowd' } satisfies Saying]), { key: 'lesson.cookies' }], staying }
}

function others({ active, elsewhere }: Pick<StoreState, 'active' | 'elsewhere'>): readonly (readonly [string, number])[] {
  return Object.entries(elsewhere).filter(([kind, count]) => kind !== active && count > 0)
}

export function survives({ available }: Stores, kind: string): boolean {
  return available.find((description) => description.kind === kind)?.capabilities.survivesRestart === true
}

/** Of the store in use. */
export function endsWithDatabase({ active, available }: Stores & Pick<StoreState, 'active'>): boolean {
  return available.find(({ kind }) => kind === active)?.capabilities.endsWithDatabase === true
}

function labelOf({ available }: Stores, kind: string): string {
  return available.find((description) => description.kind === kind)?.label ?? kind
}
