import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { tidy } from './tidy.js'

const refused = vi.hoisted(() => ({ by: '' }))
// A disk that does not let go of one folder: the fault that is wanted here.
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs/promises')>()
  const rm: typeof fs.rm = (path, options) =>
    refused.by !== '' && String(path).endsWith(refused.by) ? Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' })) : fs.rm(path, options)
  return { ...fs, rm }
})
afterEach(() => {
  refused.by = ''
})

test('a folder that cannot be removed stays written down, the others go, and nothing fails', async () => {
  const path = join(temporaryFolder(), 'sessions')
  const places = [0, 1].map((side) => ({ kind: 'file', side }))
  for (const { side } of places) mkdirSync(`${path}-side-${side}`)
  refused.by = '-side-0'
  expect(await tidy('Files', { kind: 'file', address: { resource: 'folder', path } }, places)).toEqual([{ kind: 'file', side: 0 }])
  expect(places.map(({ side }) => existsSync(`${path}-side-${side}`))).toEqual([true, false])
  refused.by = ''
  expect(await tidy('Files', { kind: 'file', address: { resource: 'folder', path } }, places)).toEqual([])
  expect(existsSync(`${path}-side-0`)).toBe(false)
})
