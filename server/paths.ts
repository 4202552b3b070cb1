/** Where things are, from the source tree (tests) as from dist/ (everything else). */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('Sessionscope runs from its own folder, and there is no package.json above it.')
  return findRoot(parent)
}

/** The checkout. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)))
/** The built page. */
export const clientFolder = join(projectRoot, 'dist', 'client')

/** What is taught: content, read at start-up. */
export const lessonsFolder = join(projectRoot, 'lessons')
/** Where what was read of it is kept for the next launch. */
export const keptLessonsPath = join(projectRoot, 'dist', 'lessons-as-read.json')

/** When the code that runs was built, as start.mjs stamps it; null where it does not run from dist/, as in most tests. */
export function builtAt(): string | null {
  const dist = join(projectRoot, 'dist')
  if (dirname(dirname(fileURLToPath(import.meta.url))) !== dist) return null
  try {
    return readFileSync(join(dist, '.built-server'), 'utf8')
  } catch {
    return null
  }
}

/**
 * Path of a child process's entry. Children always run from dist/, also under tests, so that what is tested is what people run.
 *
 * @param name for example `lesson-server/entry`
 */
export function entryPath(name: string): string {
  return join(projectRoot, 'dist', 'server', `${name}.js`)
}
