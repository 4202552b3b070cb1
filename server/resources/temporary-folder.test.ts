import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { processMark } from '../process-alive.mjs'
import { markOfEnded } from '../test/support/processes.js'
import { temporaryFolder } from './temporary-folder.js'

/** The folder for temporary files can be written to and not be read; root, as whom this may run, reads every folder. */
const isUnreadable = vi.hoisted(() => ({ now: false }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const readdir = (...args: Parameters<typeof fs.readdirSync>) => {
    if (isUnreadable.now) throw Object.assign(new Error('EACCES: permission denied, scandir'), { code: 'EACCES' })
    return fs.readdirSync(...args)
  }
  return { ...fs, readdirSync: readdir }
})

const PREFIX = 'sessionscope-notes-'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-test-'))
  vi.stubEnv('TMPDIR', folder).stubEnv('TEMP', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function make(name: string): void {
  mkdirSync(join(folder, name, 'data'), { recursive: true })
  writeFileSync(join(folder, name, 'data', 'file'), '')
}

test('a folder of a process that is gone goes when the next one is made; all others stay', () => {
  const ended = markOfEnded()
  const [leftover, others] = [
    `${PREFIX}${ended}-abcdef`,
    [
      `${PREFIX}${processMark()}-abcdef`,
      `${PREFIX}abcdef`,
      `sessionscope-letters-${ended}-abcdef`,
      // A process 1 of another container, and one of before there were marks.
      `${PREFIX}00000000-${ended.split('-')[1]}-abcdef`,
      `${PREFIX}${ended.split('-')[1]}-abcdef`,
    ],
  ]
  for (const name of [leftover, ...others]) make(name)
  const made = basename(temporaryFolder(PREFIX))
  expect(made).toMatch(new RegExp(`^${PREFIX}${processMark()}-\\w+$`))
  expect(readdirSync(folder).sort()).toEqual([made, ...others].sort())
})

test('one is made where nobody may read which there are', () => {
  isUnreadable.now = true
  expect(() => temporaryFolder(PREFIX)).not.toThrow()
  isUnreadable.now = false
  expect(readdirSync(folder)).toHaveLength(1)
})

test('what somebody has put there under such a name stays: a link, and what a link leads to', () => {
  make('elsewhere')
  const link = `${PREFIX}${markOfEnded()}-abcdef`
  symlinkSync(join(folder, 'elsewhere'), join(folder, link), 'junction')
  temporaryFolder(PREFIX)
  expect(existsSync(join(folder, link, 'data', 'file'))).toBe(true)
})

if (process.getuid?.() === 0)
  test('only those of the owner who is meant', () => {
    const name = `${PREFIX}${markOfEnded()}-abcdef`
    make(name)
    temporaryFolder(PREFIX, 65_534)
    expect(existsSync(join(folder, name))).toBe(true)
    chownSync(join(folder, name), 65_534, 65_534)
    temporaryFolder(PREFIX, 65_534)
    expect(existsSync(join(folder, name))).toBe(false)
  })
