/** A store as a learner writes it, made ready to be imported: its lines in a file of their own, in a folder from which its packages are found. */
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../paths.js'
import { setWith } from '../package-sets.js'
import { isInProject, packagesFolder } from '../packages.js'

/** A line of a snippet that stands there against one thing only, says so. */
const PREVENTS = /\/\/ without it, /

export const LINES_FILE = 'store.mjs'
/** Loads their packages, and nothing else. */
export const PACKAGES_FILE = 'packages.mjs'

/** The lines that a learner's first attempt would not have: those whose comment says what happens without them. */
export function preventingLines(lines: string): readonly string[] {
  return lines.split('\n').filter((line) => PREVENTS.test(line))
}

/** The same store without what prevents the worst. */
export function naive(lines: string): string {
  return lines
    .split('\n')
    .filter((line) => !PREVENTS.test(line))
    .join('\n')
}

/**
 * Writes the lines where they can be imported, and lets their packages be found from there.
 *
 * @param lines they end with a `store`
 * @param packages names of the packages that they import, beside express-session; each is in the project or was installed on demand
 */
export function layOut(folder: string, lines: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true })
  rmSync(join(folder, 'node_modules'), { force: true, recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  writeFileSync(join(folder, LINES_FILE), `import session from 'express-session'\n${lines}\nexport { store }\n`)
  writeFileSync(join(folder, PACKAGES_FILE), packages.map((name) => `import '${name}'\n`).join(''))
  const project = join(projectRoot, 'node_modules')
  const sets = new Set(packages.flatMap((name) => setWith(name) ?? []).filter((set) => !isInProject(set)))
  const onDemand = packagesFolder()
  if (sets.size === 0 || onDemand === null) {
    link(project, join(folder, 'node_modules'))
    return
  }
  // The real path of a package counts, so each finds what it depends on where it lies.
  mkdirSync(join(folder, 'node_modules'))
  for (const from of [...[...sets].map(({ id }) => join(onDemand, id, 'node_modules')), project])
    for (const name of readdirSync(from)) {
      if (!name.startsWith('.')) link(join(from, name), join(folder, 'node_modules', name))
    }
}

/** The first of a name stays. */
function link(from: string, to: string): void {
  try {
    symlinkSync(from, to, 'junction')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
