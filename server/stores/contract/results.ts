/** Results of the contract as the catalogue holds them. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../paths.js'
import { type CatalogueEntry, type PointResult, STORE_POINTS, type StorePoint } from '../../protocol/store-catalogue.js'
import type { Row } from './run.js'

export type Results = Readonly<Partial<Record<StorePoint, PointResult>>>

export interface Measured {
  readonly contract: Results
  /** What is otherwise as the sandbox has it; left out: nothing is. */
  readonly here?: Results
}

/** Without what was seen in particular, which may be another the next time. */
export function resultsOf(rows: readonly Row[]): Measured {
  const contract: Partial<Record<StorePoint, PointResult>> = {}
  const here: Partial<Record<StorePoint, PointResult>> = {}
  for (const point of STORE_POINTS) {
    const own = rows.find((row) => row.point === point && (row.form === 'alone' || point === 'removal'))
    const sandboxed = rows.find((row) => row.point === point && row.form === 'here' && point !== 'removal')
    if (own) contract[point] = own.result
    if (sandboxed && String(sandboxed.result) !== String(own?.result)) here[point] = sandboxed.result
  }
  return Object.keys(here).length === 0 ? { contract } : { contract, here }
}

/** Which of the points that were tried came out otherwise than the catalogue says. */
export function differences(measured: Measured, entry: Pick<CatalogueEntry, 'contract' | 'here'>): readonly StorePoint[] {
  return STORE_POINTS.filter((point) => {
    if (measured.contract[point] === undefined) return false
    const said = [entry.contract[point], entry.here?.[point]].map(asText)
    return said.join() !== [measured.contract[point], measured.here?.[point]].map(asText).join()
  })
}

function asText(result: PointResult | undefined): string {
  return typeof result === 'object' ? [...result].sort().join('+') : (result ?? '')
}

const path = join(projectRoot, 'catalogue', 'stores.json')

/** What goes into the catalogue of a store that was tried. */
export type Written = Measured & Pick<CatalogueEntry, 'version' | 'drivers'>

/** Puts the results of stores that run here into the catalogue, by their kinds. The rest of it stays as it is. */
export function writeResults(byKind: Readonly<Record<string, Written>>): void {
  const entries: CatalogueEntry[] = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, asFile(entries.map((entry) => withResults(entry, entry.runsHere === null ? undefined : byKind[entry.runsHere]))))
}

function withResults(entry: CatalogueEntry, measured: Written | undefined): CatalogueEntry {
  if (!measured) return entry
  const { here: _, ...rest } = entry
  return { ...rest, ...measured }
}

/** As the repository's formatter leaves it: lists of words on one line. */
export function asFile(entries: readonly CatalogueEntry[]): string {
  const text = JSON.stringify(entries, null, 2)
  return `${text.replaceAll(/\[\n\s+("[^[\]{}]*")\n\s+\]/g, (_, words: string) => `[${words.replaceAll(/\n\s+/g, ' ')}]`)}\n`
}
