/** What the catalogue says of the stores that run here is what the contract finds: the points that need one process in every run, all of them in the full one. */
import { expect, it } from 'vitest'
import { CONTRACT } from '../../config.js'
import { broughtPackages } from '../../test/support/packages.js'
import { isFull } from '../../test/support/thoroughness.js'
import type { StoreAdapter } from '../adapter.js'
import { readCatalogue } from '../catalogue/entries.js'
import { PACKAGE_SETS } from '../package-sets.js'
import { ADAPTERS } from '../registry.js'
import { POINTS_INSIDE } from './inside.js'
import { openPlace, whatThereIs } from './place.js'
import { differences, resultsOf } from './results.js'
import { type Row, runContract } from './run.js'
import { targetOf } from './stores.js'
import { ContractTrial } from './trial.js'

/** Enough for the slow points of two stores at a time on a machine of two cores. */
const WITHIN_MS = 300_000

/** What never calls back is waited for no longer than what comes late on a busy machine. */
const SHORT = { ...CONTRACT, patienceMs: 3_000 }

async function canBeTried({ kind, npm, resource }: StoreAdapter): Promise<boolean> {
  if (npm?.installed === 'on-demand' && !(isFull && broughtPackages(...PACKAGE_SETS.filter(({ stores }) => stores.includes(kind)).map(({ id }) => id))))
    return false
  return (await whatThereIs(resource)) !== 'none'
}

const tried: StoreAdapter[] = []
for (const adapter of ADAPTERS) if (await canBeTried(adapter)) tried.push(adapter)

/** Side by side, since they mostly wait: for a session to expire, and for what never comes. */
it.concurrent.each(tried.map((adapter) => [adapter.kind, adapter] as const))(
  'the catalogue says of %s what the contract finds',
  async (kind, adapter) => {
    const entry = readCatalogue().find(({ runsHere }) => runsHere === kind)
    if (!entry) throw new Error(`Nothing in catalogue/stores.json has "runsHere": "${kind}".`)
    const place = await openPlace(adapter.resource, new AbortController().signal)
    const trial = new ContractTrial(targetOf(adapter), place, isFull ? CONTRACT : SHORT)
    const rows: Row[] = []
    try {
      for await (const row of runContract(trial, (point) => isFull || POINTS_INSIDE[point] !== undefined)) rows.push(row)
    } finally {
      await trial.close()
      await place.close()
    }
    const measured = resultsOf(rows)
    const apart = differences(measured, entry).map((point) => ({ point, found: rows.filter((row) => row.point === point), said: entry.contract[point] }))
    expect(apart, 'If the store is like that now: npm run stores -- NAME --slow --write, then npm run stores:docs').toEqual([])
    expect(Object.keys(measured.contract).length).toBeGreaterThanOrEqual(Object.keys(POINTS_INSIDE).length)
  },
  WITHIN_MS,
)
