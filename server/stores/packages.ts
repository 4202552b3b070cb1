/** Packages that are imported by name, wherever they are: in the project, or in the folder where packages are installed on demand. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectRoot } from '../paths.js'
import { type Problem, ProblemError } from '../protocol/problem.js'
import { type PackageSet, setWith, specsOf } from './package-sets.js'

/** Tells a process and its children in which folder packages are installed on demand. The host sets it. */
export const PACKAGES_VARIABLE = 'SESSIONSCOPE_PACKAGES'

/** Lies beside the packages of each set, so that what is imported through it is looked for from there, as Node.js does for modules of both kinds. */
export const IMPORTER = Object.freeze({ name: 'import-beside-me.mjs', code: 'export default (name) => import(name)\n' })

/** Where packages are installed on demand, one folder a set; null: nowhere was named. */
export function packagesFolder(): string | null {
  return process.env[PACKAGES_VARIABLE] || null
}

/**
 * Imports a package of the project, or of a set that was installed on demand.
 *
 * @returns its namespace, as `import(name)` gives it: a CommonJS package is its `default`
 * @throws ProblemError `package-missing`; whatever the package throws while it loads
 */
export async function importPackage<T>(name: string): Promise<T> {
  const set = setWith(name)
  if (set === undefined || isInProject(set)) {
    try {
      return (await import(name)) as T
    } catch (error) {
      throw isMissing(error, name) ? missing(name, set) : error
    }
  }
  const folder = packagesFolder()
  if (folder === null || !isInstalled(set, folder)) throw missing(name, set)
  const importer: { default: (name: string) => Promise<T> } = await import(pathToFileURL(join(folder, set.id, 'node_modules', IMPORTER.name)).href)
  return await importer.default(name)
}

/** Why a package of a set cannot be imported; null where it can, or comes with the project. */
export function whyMissing(name: string): Problem | null {
  const set = setWith(name)
  return set === undefined || isThere(set) ? null : missing(name, set).problem
}

/** Can the packages of this set be imported: from the project, or from where they were installed? */
export function isThere(set: PackageSet): boolean {
  const folder = packagesFolder()
  return isInProject(set) || (folder !== null && isInstalled(set, folder))
}

/** Is it whole, in these very versions? The installer puts a set there in one go, so what its package.json lists is there. */
export function isInstalled(set: PackageSet, folder: string): boolean {
  try {
    const { dependencies } = JSON.parse(readFileSync(join(folder, set.id, 'package.json'), 'utf8'))
    return Object.entries(set.packages).every(([name, version]) => dependencies[name] === version && existsSync(join(folder, set.id, 'node_modules', name)))
  } catch {
    return false
  }
}

/** Are all of its packages among the project's own, whatever their versions? Then whoever installed them there wants them. */
export function isInProject(set: PackageSet): boolean {
  return Object.keys(set.packages).every((name) => existsSync(join(projectRoot, 'node_modules', name, 'package.json')))
}

function isMissing(error: unknown, name: string): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${name}'`)
}

function missing(name: string, set: PackageSet | undefined): ProblemError {
  const command = `npm install ${set === undefined ? name : specsOf(set).join(' ')}`
  const megabytes = set === undefined ? null : (set.bytes / 1e6).toFixed(1)
  return new ProblemError(
    'package-missing',
    `The package ${name} is not installed${megabytes === null ? '' : ` (${megabytes} MB)`}. Install it on the page, behind the stores of the switch, or run: ${command}`,
    { package: name, command, ...(set === undefined ? {} : { set: set.id, bytes: set.bytes }) },
  )
}

/** The version of a package of the project, or of a set that was installed on demand; null: it is not there, or does not say. */
export function versionOfPackage(name: string): string | null {
  const set = setWith(name)
  const onDemand = packagesFolder()
  const folder = set === undefined || isInProject(set) || onDemand === null ? join(projectRoot, 'node_modules') : join(onDemand, set.id, 'node_modules')
  try {
    const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'))
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}
