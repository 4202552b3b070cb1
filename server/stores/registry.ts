import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ProblemError } from '../protocol/problem.js'
import type { StoreAdapter } from './adapter.js'

let adapters: Promise<readonly StoreAdapter[]> | undefined

/**
 * Every store that the sandbox knows: one for each `*-store` file of this folder, memory first, then by name.
 * Adding a store means adding such a file, whose default export is its adapter.
 *
 * @throws Error naming the file, when one does not hold the adapter that its name promises
 */
export function loadAdapters(): Promise<readonly StoreAdapter[]> {
  adapters ??= discover(import.meta.dirname)
  return adapters
}

/** @throws ProblemError `unknown-store` */
export async function findAdapter(kind: string): Promise<StoreAdapter> {
  const all = await loadAdapters()
  const adapter = all.find((candidate) => candidate.kind === kind)
  if (adapter) return adapter
  throw new ProblemError('unknown-store', `There is no session store "${kind}". Choose one of: ${all.map((known) => known.kind).join(', ')}.`, { store: kind })
}

async function discover(folder: string): Promise<readonly StoreAdapter[]> {
  const found: StoreAdapter[] = []
  for (const file of (await readdir(folder)).sort()) {
    // Sources under tests, their output in dist/; neither source maps nor declarations.
    const kind = /^([a-z0-9-]+)-store\.[jt]s$/.exec(file)?.[1]
    if (!kind) continue
    const { default: adapter } = (await import(pathToFileURL(join(folder, file)).href)) as { default?: StoreAdapter }
    if (adapter?.kind !== kind)
      throw new Error(`server/stores/${file} must have the adapter of kind "${kind}" as its default export; its kind is "${adapter?.kind ?? 'missing'}".`)
    found.push(adapter)
  }
  return found.sort((a, b) => Number(b.kind === 'memory') - Number(a.kind === 'memory') || a.kind.localeCompare(b.kind))
}
