import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { StoreTarget } from '../../protocol/ipc.js'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { placeBeside } from './place-beside.js'
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
  const shop: StoreTarget = { kind: 'file', address: { resource: 'folder', path } }
  const places = ['0', '1'].map((side) => placeBeside(shop, 'side', side))
  for (const folder of [path, `${path}-side-0`, `${path}-side-1`]) mkdirSync(folder)
  refused.by = '-side-0'
  expect(await tidy('Files', places, 1_000)).toEqual([places[0]])
  expect([path, `${path}-side-0`, `${path}-side-1`].map((folder) => existsSync(folder))).toEqual([true, true, false])
  refused.by = ''
  expect(await tidy('Files', places, 1_000)).toEqual([])
  expect([path, `${path}-side-0`].map((folder) => existsSync(folder))).toEqual([true, false])
})
