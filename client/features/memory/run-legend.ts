/** What the legend says about each run. Pure. */
import type { CrowdRun } from '../../../server/protocol/state.js'

export interface RunLegend {
  readonly run: CrowdRun
  /** `now`: it is running; `last`: the newest; `same`: the same crowd as the newest; `other`: another crowd, so its order is said. */
  readonly relation: 'now' | 'last' | 'same' | 'other'
  /** How it ended, as far as memory goes: by how much it grew, or at how much the process died. */
  readonly end: { readonly kind: 'grew' | 'died'; readonly bytes: number } | null
}

/** Runs for the legend, newest first. */
export function runLegend(runs: readonly CrowdRun[]): readonly RunLegend[] {
  const newestFirst = [...runs].sort((a, b) => b.id - a.id)
  const newest = newestFirst[0]
  return newestFirst.map((run) => ({ run, relation: relationOf(run, newest), end: endOf(run) }))
}

function relationOf(run: CrowdRun, newest: CrowdRun | undefined): RunLegend['relation'] {
  if (run.outcome === 'running') return 'now'
  if (run === newest || newest === undefined) return 'last'
  const isSame =
    run.order.users === newest.order.users && run.order.cartItems === newest.order.cartItems && run.order.usersPerSecond === newest.order.usersPerSecond
  return isSame ? 'same' : 'other'
}

function endOf(run: CrowdRun): RunLegend['end'] {
  const last = run.curve.at(-1)
  if (run.outcome === 'server-went-away') return last === undefined ? null : { kind: 'died', bytes: last.heapUsedBytes }
  if (run.heapGrowthBytes !== null && run.outcome !== 'running') return { kind: 'grew', bytes: run.heapGrowthBytes }
  const first = run.heapBeforeBytes ?? run.curve[0]?.heapUsedBytes
  return last === undefined || first === undefined ? null : { kind: 'grew', bytes: last.heapUsedBytes - first }
}
