/** Which store for whom: five answers lead to two or three stores, each with reasons that come from what is known of it. Pure. */

import type { CatalogueEntry, StoreFamily } from '../../../server/protocol/store-catalogue.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { tally } from './catalogue-filter.js'

/** Databases that somebody may have already. */
export const DATABASES = ['redis', 'mongodb', 'postgresql', 'mysql', 'memcached', 'dynamodb'] as const satisfies readonly StoreFamily[]

/** Each question with its answers, in the order in which they are asked. */
export const QUESTIONS = {
  processes: ['one', 'several'],
  restart: ['survive', 'may-go'],
  there: ['nothing', ...DATABASES],
  speed: ['fastest', 'enough'],
  sweeper: ['database', 'app', 'any'],
} as const
export type Question = keyof typeof QUESTIONS
export type Answers = { readonly [Q in Question]: (typeof QUESTIONS)[Q][number] }

/** What speaks for a store, given the answers. `client/i18n/LANGUAGE/stores.json` has the words. */
export const REASONS = [
  'your-database',
  'no-server',
  'shared',
  'survives',
  'in-heap',
  'in-memory-server',
  'sweeps-ttl',
  'sweeps-database',
  'sweeps-app',
  'keeps-all',
] as const
/** What one should know before. */
export const CAVEATS = [
  'another-server',
  'ends-with-app',
  'one-process',
  'one-machine',
  'from-disk',
  'over-the-network',
  'timer-in-app',
  'on-read-only',
  'never-swept',
  'no-touch',
  'broke',
  'not-here',
  'old',
] as const
export type Reason = (typeof REASONS)[number]
export type Caveat = (typeof CAVEATS)[number]

export interface Suggestion {
  readonly entry: CatalogueEntry
  /** Of the switch; null: it does not run here. */
  readonly store: StoreDescription | null
  readonly reasons: readonly Reason[]
  readonly caveats: readonly Caveat[]
}

const FAMILIES: ReadonlySet<StoreFamily> = new Set<StoreFamily>(['memory', 'files', 'sqlite', ...DATABASES])
const SERVERS: ReadonlySet<StoreFamily> = new Set<StoreFamily>(DATABASES)
/** Their servers keep everything in memory. */
const MEMORY_SERVERS: ReadonlySet<StoreFamily> = new Set<StoreFamily>(['redis', 'memcached'])
const FILES: ReadonlySet<StoreFamily> = new Set<StoreFamily>(['files', 'sqlite'])
/** More broken promises than these make no suggestion, nor does a release before this year. */
const MOST_BROKEN = 5
const NOT_BEFORE = 2018
/** A third one is told of where it is not much worse than the first. */
const NOT_MUCH = 45

/** What is known of a store: from its adapter where it runs here, and from what was seen when it was tried. */
interface Facts {
  readonly entry: CatalogueEntry
  readonly store: StoreDescription | null
  readonly broken: number
  readonly survives: boolean
  readonly shared: boolean
}

/**
 * @param entries the catalogue
 * @param stores of the switch, with what each can do
 * @returns the best first: two or three
 */
export function whichOne(answers: Answers, entries: readonly CatalogueEntry[], stores: readonly StoreDescription[]): readonly Suggestion[] {
  const ranked = entries
    .flatMap((entry) => factsOf(entry, stores))
    .filter(({ shared, survives }) => (answers.processes === 'one' || shared) && (answers.restart === 'may-go' || survives))
    .map((facts) => ({ facts, score: score(facts, answers) }))
    .toSorted((a, b) => b.score - a.score)
  const best = ranked[0]?.score ?? 0
  const chosen: typeof ranked = []
  for (const each of ranked) {
    // Two of a kind are a choice, three are a list.
    if (chosen.filter(({ facts }) => facts.entry.family === each.facts.entry.family).length === 2) continue
    if (chosen.length === 3 || (chosen.length === 2 && best - each.score > NOT_MUCH)) break
    chosen.push(each)
  }
  return chosen.map(({ facts }) => suggestion(facts, answers))
}

function factsOf(entry: CatalogueEntry, stores: readonly StoreDescription[]): readonly Facts[] {
  const store = stores.find(({ kind }) => kind === entry.runsHere) ?? null
  const { asked, kept } = tally(entry)
  const broken = asked - kept
  const isOld = entry.released !== null && yearOf(entry) < NOT_BEFORE
  // What is two packages in one name is a combination that was tried, and none that one looks for.
  const isNone = entry.tried !== 'yes' || !FAMILIES.has(entry.family) || broken > MOST_BROKEN || isOld || entry.name.includes(' + ') || store?.isBadExample
  if (isNone) return []
  return [{ entry, store, broken, survives: entry.contract.restart === 'kept', shared: entry.contract['two-processes'] === 'kept' }]
}

function score({ entry, store, broken }: Facts, { processes, there, speed, sweeper }: Answers): number {
  const { family } = entry
  const expiry = store?.capabilities.expiry
  const sweepsItself = expiry === 'ttl' || expiry === 'sweeper'
  return sum([
    [family === there, 60],
    [SERVERS.has(family) && family !== there, there === 'nothing' ? -25 : -40],
    [!SERVERS.has(family) && there !== 'nothing', -10],
    [processes === 'several' && FILES.has(family), -26],
    [speed === 'fastest' && family === 'memory', 25],
    [speed === 'fastest' && MEMORY_SERVERS.has(family), 15],
    [speed === 'fastest' && family === 'files', -10],
    [sweeper === 'database' && sweepsItself, 12],
    [sweeper === 'app' && (sweepsItself || expiry === 'app-sweeper'), 4],
    [expiry === 'never', -8],
    [store !== null, 12],
    [entry.released === null && store === null, -6],
    [true, -3 * broken],
  ])
}

const sum = (parts: readonly (readonly [applies: boolean, points: number])[]) =>
  parts.reduce((total, [applies, points]) => (applies ? total + points : total), 0)

function suggestion({ entry, store, broken, survives, shared }: Facts, answers: Answers): Suggestion {
  const { family, contract } = entry
  const { processes, restart, there, speed, sweeper } = answers
  const expiry = store?.capabilities.expiry
  const reasons: Readonly<Record<Reason, boolean>> = {
    'your-database': family === there,
    'no-server': !SERVERS.has(family),
    shared: processes === 'several' && shared,
    survives: restart === 'survive' && survives,
    'in-heap': speed === 'fastest' && family === 'memory',
    'in-memory-server': speed === 'fastest' && MEMORY_SERVERS.has(family),
    'sweeps-ttl': expiry === 'ttl',
    'sweeps-database': expiry === 'sweeper',
    'sweeps-app': sweeper !== 'database' && expiry === 'app-sweeper',
    'keeps-all': broken === 0,
  }
  const caveats: Readonly<Record<Caveat, boolean>> = {
    'another-server': SERVERS.has(family) && family !== there,
    'ends-with-app': !survives,
    'one-process': !shared,
    'one-machine': processes === 'several' && FILES.has(family),
    'from-disk': speed === 'fastest' && FILES.has(family),
    'over-the-network': speed === 'fastest' && SERVERS.has(family) && !MEMORY_SERVERS.has(family),
    'timer-in-app': sweeper === 'database' && expiry === 'app-sweeper',
    'on-read-only': expiry === 'on-read',
    'never-swept': expiry === 'never',
    'no-touch': Array.isArray(contract['touch-moves']),
    broke: broken > 0,
    'not-here': store === null,
    old: entry.released !== null && yearOf(entry) < NOT_BEFORE + 4,
  }
  return { entry, store, reasons: REASONS.filter((reason) => reasons[reason]), caveats: CAVEATS.filter((caveat) => caveats[caveat]) }
}

/** Of its release; where none is known, the present: it says nothing then. */
function yearOf({ released }: CatalogueEntry): number {
  return released === null ? Number.POSITIVE_INFINITY : Number(released.date.slice(0, 4))
}
