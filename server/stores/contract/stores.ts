/** Which stores the contract can be tried with: all that the registry lists, found by their kind or their package. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SETTINGS } from '../../config.js'
import { projectRoot } from '../../paths.js'
import type { StoreAdapter } from '../adapter.js'
import { setWith } from '../package-sets.js'
import { isInProject, PACKAGES_VARIABLE, packagesFolder, whyMissing } from '../packages.js'
import { ADAPTERS } from '../registry.js'
import { naive } from './learner-lines.js'
import type { Target } from './trial.js'

/** Of its package, as people call it. */
export function nameOf({ npm }: StoreAdapter): string {
  return npm?.name ?? 'MemoryStore'
}

/** @param asked the name of a package or a kind; in any case, where that leaves no doubt. @returns undefined: there is none */
export function findStore(asked: string, adapters: readonly StoreAdapter[] = ADAPTERS): StoreAdapter | undefined {
  const wanted = asked.toLowerCase()
  // MemoryStore and memorystore are two.
  const ways: readonly ((adapter: StoreAdapter) => boolean)[] = [
    (adapter) => nameOf(adapter) === asked,
    ({ kind }) => kind === wanted,
    (adapter) => nameOf(adapter).toLowerCase() === wanted,
  ]
  return ways.map((way) => adapters.find(way)).find((found) => found !== undefined)
}

/** What is imported by a learner's lines. */
export function packagesOf({ npm }: StoreAdapter): readonly string[] {
  return npm === null ? [] : [npm.name, ...npm.alsoNeeds.map(({ name }) => name)]
}

/** The command that installs what is missing of it; null: nothing is. */
export function installCommand(adapter: StoreAdapter): string | null {
  for (const name of packagesOf(adapter)) {
    const command = whyMissing(name)?.params.command
    if (command !== undefined) return String(command)
  }
  return null
}

/** As a naive learner has it. */
export function targetOf(adapter: StoreAdapter): Target {
  return {
    name: nameOf(adapter),
    lines: adapter.naiveSnippet ?? [naive(adapter.snippet), adapter.hasten ?? ''].join('\n'),
    packages: packagesOf(adapter),
    kind: adapter.kind,
    settleMs: adapter.capabilities.losesLastMs ?? 0,
  }
}

/** Which versions of it and of what it needs were tried. */
export function versionsOf(adapter: StoreAdapter): { readonly version: string; readonly drivers: readonly string[] } {
  const [own = 'express-session', ...others] = packagesOf(adapter)
  return { version: installedVersion(own), drivers: others.map((name) => `${name}@${installedVersion(name)}`) }
}

function installedVersion(name: string): string {
  const set = setWith(name)
  const onDemand = packagesFolder()
  const folder = set === undefined || isInProject(set) || onDemand === null ? projectRoot : join(onDemand, set.id)
  return String(JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version)
}

/** Packages that were installed on demand are looked for where the sandbox puts them, unless somebody has said where they are. */
export function lookForPackages(environment: NodeJS.ProcessEnv): void {
  environment[PACKAGES_VARIABLE] ??= join(resolve(projectRoot, environment.SESSIONSCOPE_DATA_DIR || SETTINGS.dataFolder), 'packages')
}
