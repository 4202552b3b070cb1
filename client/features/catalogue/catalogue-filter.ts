import { type CatalogueEntry, STORE_POINTS } from '../../../server/protocol/store-catalogue.js'

export const FILTERS = ['all', 'here', 'sound', 'broken', 'untried'] as const
export type Filter = (typeof FILTERS)[number]
export const SORTS = ['list', 'name', 'kept', 'weight', 'released'] as const
export type Sort = (typeof SORTS)[number]

export interface Choice {
  readonly search: string
  readonly filter: Filter
  readonly sort: Sort
}

/** How many promises it was asked to keep, and how many it kept. */
export function tally({ contract }: CatalogueEntry): { readonly asked: number; readonly kept: number } {
  const results = STORE_POINTS.map((point) => contract[point]).filter((result) => result !== undefined && result !== 'not-asked')
  return { asked: results.length, kept: results.filter((result) => result === 'kept').length }
}

const broken = (entry: CatalogueEntry) => {
  const { asked, kept } = tally(entry)
  return asked === 0 ? Number.POSITIVE_INFINITY : asked - kept
}

const FITS: Readonly<Record<Filter, (entry: CatalogueEntry, offered: ReadonlySet<string>) => boolean>> = {
  all: () => true,
  here: ({ runsHere }, offered) => runsHere !== null && offered.has(runsHere),
  sound: (entry) => broken(entry) === 0,
  broken: (entry) => entry.tried !== 'no' && broken(entry) > 0,
  untried: ({ tried }) => tried === 'no',
}

/** What is not known comes last. */
const ORDER: Readonly<Record<Exclude<Sort, 'list'>, (a: CatalogueEntry, b: CatalogueEntry) => number>> = {
  name: (a, b) => bare(a.name).localeCompare(bare(b.name)),
  kept: (a, b) => compare(broken(a), broken(b)),
  weight: (a, b) => compare(a.weight?.megabytes ?? Number.POSITIVE_INFINITY, b.weight?.megabytes ?? Number.POSITIVE_INFINITY),
  released: (a, b) => (b.released?.date ?? '').localeCompare(a.released?.date ?? ''),
}

/** Without its scope, as people look for it. */
const bare = (name: string) => name.replace(/^@[^/]+\//, '')
const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1)

/**
 * @param offered kinds of the stores in the switch
 * @param wordsOf all words that a search may find an entry by
 */
export function chosen(
  entries: readonly CatalogueEntry[],
  { search, filter, sort }: Choice,
  offered: ReadonlySet<string>,
  wordsOf: (entry: CatalogueEntry) => string,
): readonly CatalogueEntry[] {
  const wanted = search.trim().toLowerCase()
  const found = entries.filter((entry) => FITS[filter](entry, offered) && wordsOf(entry).toLowerCase().includes(wanted))
  return sort === 'list' ? found : found.toSorted(ORDER[sort])
}
