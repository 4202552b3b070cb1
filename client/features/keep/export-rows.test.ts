import { expect, test } from 'vitest'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { exportRows } from './export-rows.js'

test('the export holds no signature: nobody can be logged in with it', () => {
  const text = exportRows(fixtureSnapshot.timeline)
  expect(text).not.toMatch(/qk1NzX8v/)
  expect(text).toContain('s%3AJb8Kx2vRq0LmT9uWzE4sYhPa7cD3fG1x.***; Path=/')
  expect(JSON.parse(text)).toHaveLength(fixtureSnapshot.timeline.length)
})

test('what was typed into an address or a form is not in it', () => {
  const row = fixtureSnapshot.timeline.find(({ kind }) => kind === 'request')
  if (row?.kind !== 'request') throw new Error('There is no request.')
  const asked = { ...row.request, path: '/reset/CANARY?q=CANARY', form: 'name=CANARY', mistake: { message: 'CANARY', place: null } }
  expect(exportRows([{ ...row, request: asked }])).not.toContain('CANARY')
})
