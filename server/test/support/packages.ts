/** Packages on demand, for tests: brought once a machine, with npm, into a folder that all of them share. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { packageSet, specsOf } from '../../stores/package-sets.js'
import { IMPORTER, isThere, PACKAGES_VARIABLE } from '../../stores/packages.js'

const FOLDER = process.env[PACKAGES_VARIABLE] ?? join(homedir(), '.cache', 'sessionscope', 'packages')
process.env[PACKAGES_VARIABLE] = FOLDER

/** @returns whether all of them can be imported, here and in processes that are started from here; false, with a word why, where npm cannot bring them */
export function broughtPackages(...ids: readonly string[]): boolean {
  return ids.every(bring)
}

function bring(id: string): boolean {
  const set = packageSet(id)
  if (set === undefined) throw new Error(`There is no set of packages "${id}".`)
  if (isThere(set)) return true
  mkdirSync(FOLDER, { recursive: true })
  const trial = mkdtempSync(join(FOLDER, '.trial-'))
  try {
    writeFileSync(join(trial, 'package.json'), JSON.stringify({ private: true, dependencies: set.packages }))
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...specsOf(set)], {
      cwd: trial,
      stdio: 'pipe',
      timeout: 120_000,
    })
    writeFileSync(join(trial, 'node_modules', IMPORTER.name), IMPORTER.code)
    rmSync(join(FOLDER, id), { recursive: true, force: true })
    renameSync(trial, join(FOLDER, id))
  } catch (error) {
    console.warn(`Tests of ${id} step aside: npm could not bring ${specsOf(set).join(', ')} (${String(error).split('\n')[0]}).`)
    rmSync(trial, { recursive: true, force: true })
  }
  return isThere(set)
}
