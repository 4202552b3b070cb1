/** Where things are, from the source tree (tests) as from dist/ (everything else). */
import { existsSync } from 'node:fs'
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

/**
 * Path of a child process's entry. Children always run from dist/, also under tests, so that what is tested is what people run.
 *
 * @param name for example `lesson-server/entry`
 */
export function entryPath(name: string): string {
  return join(projectRoot, 'dist', 'server', `${name}.js`)
}
