import { expect, test } from 'vitest'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { exportRows } from './export-rows.js'

test('the export holds no signature: nobody can be logged in with it', () => {
  const text = exportRows(fixtureSnapshot.timeline)
  expect(text).not.toMatch(/qk1NzX8v/)
  expect(text).toContain('s%3AJb8Kx2vRq0LmT9uWzE4sYhPa7cD3fG1x.***; Path=/')
  expect(JSON.parse(text)).toHaveLength(fixtureSnapshot.timeline.length)
})
