// What dist/ is built from: everything but the tests and what only they use.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A test, or a folder named `test` with what tests use: no part of what is built (server/tsconfig.build.json leaves the same out). */
function isOfTests(path) {
  return basename(path) === 'test' || /\.test\.tsx?$/.test(path)
}

/** The newest change of a source below the given paths, in epoch ms; 0 when there is none. */
export function newest(...paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const stat = isOfTests(path) ? undefined : statSync(path, { throwIfNoEntry: false })
      if (!stat) return 0
      if (!stat.isDirectory()) return stat.mtimeMs
      return Math.max(stat.mtimeMs, newest(...readdirSync(path).map((name) => join(path, name))))
    }),
  )
}

/** Removes from `built` what earlier builds made of sources that are gone or are not built any more: tsc would leave it there. */
export function removeLeftovers(built, sources) {
  for (const entry of readdirSync(built, { withFileTypes: true })) {
    const path = join(built, entry.name)
    const source = join(sources, entry.name.replace(/\.map$/, '').replace(/\.js$/, '.ts'))
    if (isOfTests(source) || !existsSync(source)) rmSync(path, { recursive: true, force: true })
    else if (entry.isDirectory()) removeLeftovers(path, source)
  }
}
