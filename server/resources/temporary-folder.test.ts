import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { temporaryFolder } from './temporary-folder.js'

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

/** The ID of a process that has ended. */
function formerPid(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

function make(name: string): void {
  mkdirSync(join(folder, name, 'data'), { recursive: true })
  writeFileSync(join(folder, name, 'data', 'file'), '')
}

test('a folder of a process that is gone goes when the next one is made; all others stay', () => {
  const [leftover, others] = [
    `${PREFIX}${formerPid()}-abcdef`,
    [`${PREFIX}${process.pid}-abcdef`, `${PREFIX}abcdef`, `sessionscope-letters-${formerPid()}-abcdef`],
  ]
  for (const name of [leftover, ...others]) make(name)
  const made = basename(temporaryFolder(PREFIX))
  expect(made).toMatch(new RegExp(`^${PREFIX}${process.pid}-\\w+$`))
  expect(readdirSync(folder).sort()).toEqual([made, ...others].sort())
})

test('what somebody has put there under such a name stays: a link, and what a link leads to', () => {
  make('elsewhere')
  const link = `${PREFIX}${formerPid()}-abcdef`
  symlinkSync(join(folder, 'elsewhere'), join(folder, link), 'junction')
  temporaryFolder(PREFIX)
  expect(existsSync(join(folder, link, 'data', 'file'))).toBe(true)
})

if (process.getuid?.() === 0)
  test('only those of the owner who is meant', () => {
    const name = `${PREFIX}${formerPid()}-abcdef`
    make(name)
    temporaryFolder(PREFIX, 65_534)
    expect(existsSync(join(folder, name))).toBe(true)
    chownSync(join(folder, name), 65_534, 65_534)
    temporaryFolder(PREFIX, 65_534)
    expect(existsSync(join(folder, name))).toBe(false)
  })
