import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { endFile } from './end-of-file.js'
import { temporaryFolder } from './temporary-folder.js'

test('what helpers asked for is done at the end of each file, the last first', async () => {
  vi.resetModules()
  const own = await import('./end-of-file.js')
  const done: string[] = []
  own.atEndOfFile(() => void done.push('the folder goes'))
  own.atEndOfFile(async () => {
    await Promise.resolve()
    done.push('what uses it ends')
  })
  await own.endFile()
  expect(done).toEqual(['what uses it ends', 'the folder goes'])
  await own.endFile()
  expect(done).toEqual(['what uses it ends', 'the folder goes', 'what uses it ends', 'the folder goes'])
})

test('what fails keeps nothing else from being done, and is told', async () => {
  vi.resetModules()
  const own = await import('./end-of-file.js')
  const goes = vi.fn()
  own.atEndOfFile(goes)
  own.atEndOfFile(() => {
    throw new RangeError('It does not end.')
  })
  await expect(own.endFile()).rejects.toThrow(RangeError)
  expect(goes).toHaveBeenCalledOnce()
})

test('a temporary folder is gone by then', async () => {
  const folder = temporaryFolder()
  expect(existsSync(folder)).toBe(true)
  await endFile()
  expect(existsSync(folder)).toBe(false)
})
