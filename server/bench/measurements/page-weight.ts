/** What one reader's page loads before anything is opened. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { clientFolder } from '../../paths.js'

/** Of the built page. */
export function firstLoad(): Readonly<Record<string, number>> {
  return loadOf(clientFolder, /src="\/assets\/(index-[^"]+\.js)"/)
}

/** Of the page that shows recordings, as server/viewer/ has built it: with what it needs to show one. @throws Error where it is not built */
export function viewerFirstLoad(folder: string): Readonly<Record<string, number>> {
  return loadOf(folder, /data-entry="\.\/assets\/(index-[^"]+\.js)"/, ['recording', 'moment'])
}

/**
 * JavaScript of the first load of a built page, by file, in bytes as gzip makes them: the entry and all that it imports, and the heaviest language.
 * What is fetched when somebody opens it is not in it.
 *
 * @param words more than those of the page itself, by namespace
 * @throws Error where the page is not built, or a file of words is not there
 */
function loadOf(folder: string, begins: RegExp, words: readonly string[] = []): Readonly<Record<string, number>> {
  const assets = join(folder, 'assets')
  const entry = begins.exec(readFileSync(join(folder, 'index.html'), 'utf8'))?.[1]
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
  for (const name of ['(?:en|pt-BR)', ...words]) {
    const [heaviest] = readdirSync(assets)
      .filter((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file))
      .toSorted((a, b) => weight(b) - weight(a))
    if (!heaviest) throw new Error(`The built page has no file of the words "${name}": run "npm run build".`)
    load(heaviest)
  }
  return Object.fromEntries(loaded)
}

/** All of it. */
export function firstLoadBytes(load = firstLoad()): number {
  return Object.values(load).reduce((sum, bytes) => sum + bytes, 0)
}
