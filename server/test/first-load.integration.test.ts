/** The page is there quickly on a slow line: what is fetched before anything is opened stays small, and what is opened later is not in it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstLoad, firstLoadBytes, viewerFirstLoad } from '../bench/measurements/page-weight.js'
import { PAGE } from '../config.js'
import { clientFolder, projectRoot } from '../paths.js'
import { buildViewer } from '../viewer/build-viewer.js'
import { temporaryFolder } from './support/temporary-folder.js'

test('the first load is at most so large', () => {
  expect([firstLoad(), firstLoadBytes() <= PAGE.firstLoadBytes]).toEqual([firstLoad(), true])
})

test('so is that of the page that shows recordings', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sessionscope-viewer-'))
  try {
    await buildViewer(folder, [])
    const load = viewerFirstLoad(folder)
    expect([load, firstLoadBytes(load) <= PAGE.viewerFirstLoadBytes]).toEqual([load, true])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 180_000)

test('words that are not there do not count as nothing', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<script data-entry="./assets/index-12345678.js"></script>')
  const built = ['index', 'en', 'recording'].map((name) => `${name}-12345678.js`)
  for (const name of built) writeFileSync(join(folder, 'assets', name), '')
  expect(() => viewerFirstLoad(folder)).toThrow('no file of the words "moment"')
  writeFileSync(join(folder, 'assets/moment-12345678.js'), '')
  expect(Object.keys(viewerFirstLoad(folder))).toEqual([...built, 'moment-12345678.js'])
})

test('the catalogue, its words and those of other dialogs come when they are opened', () => {
  const loaded = Object.keys(firstLoad()).map((name) => readFileSync(join(clientFolder, 'assets', name), 'utf8'))
  const words = (file: string) => JSON.parse(readFileSync(join(projectRoot, 'client/i18n', file), 'utf8'))
  const later: readonly string[] = [
    words('en/catalogue.json').lead,
    words('pt-BR/catalogue.json').lead,
    words('pt-BR/stores.json').which.lead,
    words('pt-BR/why.json').tried,
    words('pt-BR/problems.json').internal,
    words('en/problems.json').internal,
    'better-sqlite3-session-store',
  ]
  expect(later.filter((text) => loaded.some((code) => code.includes(text)))).toEqual([])
  // The check bites: a word of the first load is found.
  expect(loaded.some((code) => code.includes(words('pt-BR/shell.json').stores.compare))).toBe(true)
})
