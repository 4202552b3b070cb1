import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { TERMINAL_WORDS } from '../../words/terminal.js'
import { openDataFolder } from './data-folder.js'
import { keepSecret, newSecret, replaceSecrets } from './session-secret.js'

const FORM = /^[\w-]{43}$/

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const path = () => join(folder, 'session-secret')

test('is made once, for its owner only, and kept', () => {
  const first = keepSecret(folder, true)
  expect(first).toMatchObject({ origin: 'first', path: path() })
  expect(first.values[0]).toMatch(FORM)
  if (process.platform !== 'win32') expect(statSync(path()).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['session-secret'])
  expect(keepSecret(folder, false)).toEqual({ ...first, origin: 'kept' })
})

test('two folders have two', () => {
  expect(keepSecret(folder, true).values).not.toEqual(openDataFolder(folder, 4101).secret.values)
})

test('a folder of an earlier version gets one, and what is in it stays', () => {
  mkdirSync(join(folder, '4100', 'embedded'), { recursive: true })
  writeFileSync(join(folder, '4100', 'embedded', 'catalog.db'), 'sessions')
  expect(openDataFolder(folder, 4100).secret.origin).toBe('missing')
  expect(openDataFolder(folder, 4100).secret.origin).toBe('kept')
  expect(readFileSync(join(folder, '4100', 'embedded', 'catalog.db'), 'utf8')).toBe('sessions')
})

function link(): void {
  rmSync(path())
  writeFileSync(join(folder, 'theirs'), `${'a'.repeat(43)}\n`)
  symlinkSync('theirs', path())
}

function pipe(): void {
  rmSync(path())
  expect(spawnSync('mkfifo', [path()]).status).toBe(0)
}

test.each<[string, () => void]>([
  ['empty', () => writeFileSync(path(), '')],
  ['cut off', () => writeFileSync(path(), readFileSync(path(), 'utf8').slice(0, 20))],
  ['two', () => writeFileSync(path(), readFileSync(path(), 'utf8').repeat(2))],
  ['zeros, as after a power cut', () => writeFileSync(path(), Buffer.alloc(44))],
  ['something else', () => writeFileSync(path(), 'keyboard cat\n')],
  ['a link', link],
  ...(process.platform === 'win32' ? [] : [['a pipe, which would never end', pipe] as [string, () => void]]),
])('what is damaged (%s) gives way to a new one, which is kept', (_what, damage) => {
  const before = keepSecret(folder, true)
  damage()
  const after = keepSecret(folder, false)
  expect(after.origin).toBe('damaged')
  expect(after.values).toEqual([expect.stringMatching(FORM)])
  expect(after.values).not.toEqual(before.values)
  expect(keepSecret(folder, false)).toEqual({ ...after, origin: 'kept' })
})

test('where it cannot be written, the launch has one of its own', () => {
  mkdirSync(path())
  const secret = keepSecret(folder, false)
  expect(secret.origin).toBe('not-kept')
  expect(secret.values[0]).toMatch(FORM)
  expect(statSync(path()).isDirectory()).toBe(true)
})

test('a folder that can only be read today still has its secret', () => {
  const { values } = openDataFolder(folder, 4100).secret
  symlinkSync('/dev/full', join(folder, '4100', `.writable-${process.pid}`))
  chmodSync(folder, 0o755)
  const standIn = openDataFolder(folder, 4100)
  expect(standIn.problem).not.toBeNull()
  expect(standIn.secret).toMatchObject({ origin: 'kept', values })
  standIn.close()
})

test('a new one is told with its path and what it does, in both languages; the value never', () => {
  for (const origin of ['missing', 'damaged', 'not-kept'] as const) {
    expect(TERMINAL_WORDS.en.newSecret[origin]?.('/data/session-secret')).toMatch(/\/data\/session-secret.*log in again/)
    expect(TERMINAL_WORDS['pt-BR'].newSecret[origin]?.('/data/session-secret')).toMatch(/\/data\/session-secret.*login de novo/)
  }
  expect(Object.keys(TERMINAL_WORDS.en.newSecret)).not.toContain('kept')
})

test('several are kept one a line, in their order, for their owner only', () => {
  const first = keepSecret(folder, true)
  const values = [newSecret(), newSecret(), ...first.values]
  replaceSecrets(first.path, values)
  expect(keepSecret(folder, false)).toEqual({ ...first, values, origin: 'kept' })
  if (process.platform !== 'win32') expect(statSync(path()).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['session-secret'])
})
