import { describe, expect, it } from 'vitest'
import stores from '../../../catalogue/stores.json'
import type { CatalogueEntry } from '../../../server/protocol/store-catalogue.js'
import { type Choice, chosen, tally } from './catalogue-filter.js'

const entries = stores as unknown as readonly CatalogueEntry[]
const names = (choice: Partial<Choice>, offered: readonly string[] = []) =>
  chosen(entries, { search: '', filter: 'all', sort: 'list', ...choice }, new Set(offered), (entry) => `${entry.name} ${entry.about.en}`).map(
    ({ name }) => name,
  )

describe('the choice of stores', () => {
  it('is all of them in the order of the list, at first', () => expect(names({})).toEqual(entries.map(({ name }) => name)))

  it('finds by name and by what a store is for, in small letters and capitals', () => {
    expect(names({ search: ' MEMORYstore' })).toEqual(['memorystore', 'express-session MemoryStore'])
    expect(names({ search: 'valkey, the' })).toEqual(['connect-valkey'])
    expect(names({ search: 'no such thing' })).toEqual([])
  })

  it('takes those that run here from what the switch offers', () => {
    expect(names({ filter: 'here' }, ['memory', 'mongodb'])).toEqual(['connect-mongodb-session', 'express-session MemoryStore'])
    expect(names({ filter: 'here' })).toEqual([])
  })

  it('parts those that kept everything, broke something, and were not tried', () => {
    const [sound, broken, untried] = (['sound', 'broken', 'untried'] as const).map((filter) => names({ filter }))
    expect(sound).toContain('connect-session-sequelize')
    expect(broken).toContain('connect-loki')
    expect(untried).toContain('connect-db2')
    expect([...(sound ?? []), ...(broken ?? []), ...(untried ?? [])].sort()).toEqual(names({}).sort())
  })

  it('orders by what is asked, with what is not known at the end', () => {
    expect(names({ sort: 'name' }).indexOf('@google-cloud/connect-firestore')).toBeLessThan(names({ sort: 'name' }).indexOf('connect-loki'))
    expect(names({ sort: 'weight' }).indexOf('memorystore')).toBeLessThan(names({ sort: 'weight' }).indexOf('@quixo3/prisma-session-store'))
    for (const sort of ['weight', 'kept', 'released'] as const) expect(names({ sort }).slice(-17)).toContain('connect-monetdb')
    const kept = chosen(entries, { search: '', filter: 'broken', sort: 'kept' }, new Set(), () => '').map((entry) => tally(entry))
    expect(kept.map(({ asked, kept: of }) => asked - of)).toEqual(kept.map(({ asked, kept: of }) => asked - of).sort((a, b) => a - b))
  })
})
