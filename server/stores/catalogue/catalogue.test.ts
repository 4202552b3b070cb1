/** The catalogue says what is so: of the stores that run here, what their adapters say, which the contract tries; and its documents say what it says. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../../paths.js'
import { LANGUAGES } from '../../protocol/language.js'
import { FAMILIES, NOT_TRIED, SEEN, STORE_POINTS } from '../../protocol/store-catalogue.js'
import { asFile } from '../contract/results.js'
import { ADAPTERS } from '../registry.js'
import { catalogueDocument, documentPath, wordsOf } from './document.js'
import { brokenPoints, readCatalogue } from './entries.js'

const entries = readCatalogue()

describe('the catalogue', () => {
  it('tells of each store once: of the 58 that express-session lists, and of others', () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
    expect(entries.filter(({ onTheList }) => onTheList)).toHaveLength(58)
    expect(entries.length).toBeGreaterThan(58)
  })

  it('asked whoever was tried for everything', () => {
    for (const { name, tried, contract } of entries) {
      if (tried === 'no') continue
      expect([name, STORE_POINTS.filter((point) => contract[point] === undefined)]).toEqual([name, []])
    }
  })

  it.each(ADAPTERS.map((adapter) => [adapter.kind, adapter] as const))('says of %s, which runs here, what its adapter does', (kind, { npm, capabilities }) => {
    const entry = entries.find(({ runsHere }) => runsHere === kind)
    if (!entry) throw new Error(`Nothing in catalogue/stores.json has "runsHere": "${kind}".`)
    if (npm !== null) expect(entry.name).toBe(npm.name)
    const kept = (point: (typeof STORE_POINTS)[number]) => entry.contract[point] === 'kept'
    const found = {
      touch: kept('touch-moves') || kept('touch-keeps'),
      shared: kept('two-processes'),
      survives: kept('restart'),
      survivesKill: kept('kill'),
      removesExpired: kept('removal'),
    }
    expect(found).toEqual({
      touch: capabilities.touch,
      shared: capabilities.shared,
      survives: capabilities.survivesRestart,
      // What is written now and then only loses what it had not written.
      survivesKill: capabilities.survivesRestart && capabilities.losesLastMs === undefined,
      removesExpired: ['ttl', 'sweeper', 'app-sweeper'].includes(capabilities.expiry),
    })
  })

  it('is written as the command writes it, so that new results change nothing else', () => {
    const file = readFileSync(join(projectRoot, 'catalogue', 'stores.json'), 'utf8')
    expect(asFile(JSON.parse(file))).toBe(file)
  })

  it('knows whom it holds nothing against', () => {
    const sound = entries.filter((entry) => entry.tried !== 'no' && brokenPoints(entry).length === 0).map(({ name }) => name)
    expect(sound).toContain('connect-session-sequelize')
    expect(sound).not.toContain('connect-loki')
  })
})

describe.each(LANGUAGES)('its words in %s', (language) => {
  const words = wordsOf(language)

  it('are those of all that it can say, and no others', () => {
    expect(Object.keys(words.points).sort()).toEqual([...STORE_POINTS].sort())
    expect(Object.keys(words.seen).sort()).toEqual([...SEEN].sort())
    expect(Object.keys(words.families).sort()).toEqual([...FAMILIES].sort())
    expect(Object.keys(words.notTried).sort()).toEqual([...NOT_TRIED].sort())
  })

  it('stand in the document as it lies in the repository', () => {
    const lies = readFileSync(join(projectRoot, documentPath(language)), 'utf8')
    expect(lies, 'Write it anew: npm run stores:docs').toBe(catalogueDocument(entries, language))
  })

  it('say of each store what is not known of it, and what it does not state', () => {
    const document = catalogueDocument(entries, language)
    const section = (name: string) => document.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
    const { notKnown, noLicence, noNode, families } = words
    for (const entry of entries) {
      for (const fact of ['version', 'released', 'licence', 'node'] as const) {
        const line = section(entry.name)
          .split('\n')
          .find((each) => each.toLowerCase().startsWith(`- ${notKnown.mark}: `))
        expect([entry.name, fact, line?.includes(notKnown[fact] ?? '?') ?? false]).toEqual([entry.name, fact, entry[fact] === null])
      }
    }
    expect(document).toContain(`[express-sessions](#express-sessions) | ${families.several} | 1.0.6 | ${noLicence} |`)
    expect(section('connect-arango')).toContain(`- Node.js: ${noNode}`)
  })

  it('lead from the table to every store', () => {
    const document = catalogueDocument(entries, language)
    const headings = [...document.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
    for (const { name } of entries) expect(headings).toContain(name)
    expect(document).not.toMatch(/undefined|\{\{/)
  })
})
