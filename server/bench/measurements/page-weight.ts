/** What one reader's page loads before anything is opened. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { clientFolder } from '../../paths.js'

/**
 * JavaScript of the first load of the built page, by file, in bytes as gzip makes them: the entry and all that it imports, and the heaviest language.
 * What is fetched when somebody opens it is not in it.
 *
 * @throws Error where the page is not built
 */
export function firstLoad(): Readonly<Record<string, number>> {
  const assets = join(clientFolder, 'assets')
  const entry = /src="\/assets\/(index-[^"]+\.js)"/.exec(readFileSync(join(clientFolder, 'index.html'), 'utf8'))?.[1]
  if (!entry) throw new Error('The built page has no entry: run "npm run build".')
  const loaded = new Map<string, number>()
  const load = (name: string): void => {
    if (loaded.has(name)) return
    const text = readFileSync(join(assets, name))
    loaded.set(name, gzipSync(text, { level: 9 }).length)
    for (const [, imported = ''] of text.toString().matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)) load(imported)
  }
  load(entry)
  const weight = (name: string) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length
  const languages = readdirSync(assets)
    .filter((name) => /^(?:en|pt-BR)-.*\.js$/.test(name))
    .toSorted((a, b) => weight(b) - weight(a))
  if (languages[0]) load(languages[0])
  return Object.fromEntries(loaded)
}

/** All of it. */
export function firstLoadBytes(): number {
  return Object.values(firstLoad()).reduce((sum, bytes) => sum + bytes, 0)
}
