import { describe, expect, test } from 'vitest'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { exportRows } from './export-rows.js'
import { filterRows, holdRows, type RowFilter } from './row-filter.js'

const rows = (filter: Partial<RowFilter> = {}) => filterRows(fixtureSnapshot.timeline, { who: 'all', crowd: true, ...filter }).map(({ key }) => key)

describe('filterRows', () => {
  test('newest first', () => expect(rows()).toEqual(['request:3', 'request:2', 'request:1', 'crowd:2:1', 'switched:1', 'started:3']))
  test('without the crowd', () => expect(rows({ crowd: false })).not.toContain('crowd:2:1'))
  test('one browser only', () => expect(rows({ who: 'browser:bob' })).toEqual(['request:1']))
  test('what happened to the server', () => expect(rows({ who: 'server' })).toEqual(['switched:1', 'started:3']))
})

describe('holdRows', () => {
  const all = filterRows(fixtureSnapshot.timeline, { who: 'all', crowd: true })
  test('newer rows wait and are counted', () => {
    const { shown, waiting } = holdRows(all, 'request:2')
    expect([shown[0]?.key, waiting]).toEqual(['request:2', 1])
  })
  test('not held, or held at a row that has left: all of them', () => {
    expect(holdRows(all, null).waiting).toBe(0)
    expect(holdRows(all, 'gone').shown).toBe(all)
  })
})

test('the export holds no signature: nobody can be logged in with it', () => {
  const text = exportRows(fixtureSnapshot.timeline)
  expect(text).not.toMatch(/qk1NzX8v/)
  expect(text).toContain('s%3AJb8Kx2vRq0LmT9uWzE4sYhPa7cD3fG1x.***; Path=/')
  expect(JSON.parse(text)).toHaveLength(fixtureSnapshot.timeline.length)
})
