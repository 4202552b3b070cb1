/** Session stores that are told about, those that run here among them: what they are for, and what they do when they are asked to keep their promises. */
import type { Localized } from './language.js'

/** What each store was asked, in the order in which it is told. `client/i18n/LANGUAGE/catalogue.json` has their words. */
export const STORE_POINTS = [
  'unknown-id',
  'round-trip',
  'nul-character',
  'cookie',
  'isolation',
  'callback',
  'no-callback',
  'expiry',
  'no-age',
  'touch-moves',
  'touch-keeps',
  'touch-revives',
  'destroy',
  'destroy-unknown',
  'all-length-clear',
  'parallel',
  'restart',
  'kill',
  'two-processes',
  'removal',
  'outage',
  'outage-at-start',
  'end',
  'express-5',
] as const
export type StorePoint = (typeof STORE_POINTS)[number]

/** What was seen where a promise was not kept. */
export const SEEN = [
  'all-never',
  'all-no-sessions',
  'all-with-expired',
  'changed',
  'clear-fails',
  'clear-never',
  'damaged',
  'dotted-keys-refused',
  'ends-process',
  'error',
  'gone-at-once',
  'gone-early',
  'hangs',
  'keeps-process',
  'length-counts-expired',
  'length-never',
  'length-wrong',
  'live-object',
  'locked',
  'lost',
  'never-answers',
  'never-opens',
  'no-touch',
  'nothing-shared',
  'revives',
  'stale',
  'stays',
  'still-served',
  'synchronous',
  'too-large',
  'twice',
  'writes-back',
] as const
export type Seen = (typeof SEEN)[number]

/** What kind of thing holds the sessions. */
export const FAMILIES = [
  'memory',
  'files',
  'sqlite',
  'sql',
  'postgresql',
  'mysql',
  'sqlserver',
  'redis',
  'memcached',
  'mongodb',
  'dynamodb',
  'couchdb',
  'level',
  'nedb',
  'cache',
  'http',
  'azure',
  'google',
  'hazelcast',
  'etcd',
  'several',
  'other',
] as const
export type StoreFamily = (typeof FAMILIES)[number]

/** Why one was not tried. */
export const NOT_TRIED = ['no-server', 'too-heavy', 'service-gone', 'proprietary', 'cloud-only', 'own-server', 'not-installable'] as const

/** One store, as `catalogue/stores.json` tells of it. */
export interface CatalogueEntry {
  /** Of its package; of MemoryStore and of combinations, what people call them. */
  readonly name: string
  /** Is it on express-session's own list of compatible stores? */
  readonly onTheList: boolean
  /** The one that was tried, or looked at; null: none was. */
  readonly version: string | null
  /** Of that version, as YYYY-MM-DD, and how that is known: from its changelog, from the newest file in it, or as the latest day that it can be. null: not known. */
  readonly released: { readonly date: string; readonly by: 'changelog' | 'newest-file' | 'at-the-latest' } | null
  /** As it states it; 'none': it states none. null: not known. */
  readonly licence: string | null
  readonly family: StoreFamily
  /** The proper name of what holds the sessions; null where the family says it all. */
  readonly database: string | null
  /** The range of Node.js versions that it asks for; 'none': it names none. null: not known. */
  readonly node: string | null
  readonly installsOnNode20: boolean | null
  /** With its driver and all that they need. */
  readonly weight: { readonly packages: number; readonly megabytes: number } | null
  /** What was installed beside it, as `name@version`. */
  readonly drivers: readonly string[]
  /** Which of them run a script while they are installed. */
  readonly builds: readonly string[]
  /** Kind of the store in the switch; null: it does not run here. */
  readonly runsHere: string | null
  /** On the real thing; on something that only stands in for it and differs; with a client of our own making; or not at all. */
  readonly tried: 'yes' | 'stand-in' | 'fake-client' | 'no'
  readonly whyNot?: (typeof NOT_TRIED)[number]
  readonly about: Localized
  /** What became of each point; `not-asked`: it does not apply, or was not tried. Empty where nothing was tried. */
  readonly contract: Readonly<Partial<Record<StorePoint, PointResult>>>
  /** Of one that runs here: what is otherwise as the sandbox has it, with a deadline around its calls and a listener for its errors. */
  readonly here?: Readonly<Partial<Record<StorePoint, PointResult>>>
}

/** Facts of a package that may not be known, in the order in which they are told. */
const FACTS = ['version', 'released', 'licence', 'node'] as const

/** Those that are not. */
export function unknownFacts(entry: CatalogueEntry): readonly (typeof FACTS)[number][] {
  return FACTS.filter((fact) => entry[fact] === null)
}

export type PointResult = 'kept' | 'not-asked' | readonly Seen[]
