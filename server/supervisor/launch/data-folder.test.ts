import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../test/support/temporary-folder.js'
import { TERMINAL_WORDS } from '../../words/terminal.js'
import { type DataFolder, DataFolderError, openDataFolder } from './data-folder.js'

let base: string
beforeEach(() => {
  base = temporaryFolder()
})
afterEach(() => {
  vi.unstubAllEnvs()
})

/** Windows knows no such modes. */
const knowsModes = process.platform !== 'win32'
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

/** Root may write everywhere; as "nobody" it may not, like everybody else. */
function withoutRights<T>(folder: string, run: () => T): T {
  chmodSync(folder, 0o555)
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    return run()
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(folder, 0o755)
  }
}

test('keeps the token for its owner only, also where an open file was left, and removes it', () => {
  mkdirSync(join(base, '4100'))
  writeFileSync(join(base, '4100', 'token'), 'old', { mode: 0o644 })
  const folder = openDataFolder(base, 4100)
  expect(folder).toMatchObject({ path: join(base, '4100'), problem: null })
  folder.keepToken('secret')
  expect(readFileSync(join(base, '4100', 'token'), 'utf8')).toBe('secret\n')
  if (knowsModes) expect(modeOf(join(base, '4100', 'token'))).toBe('600')
  folder.close()
  expect(() => statSync(join(base, '4100', 'token'))).toThrow('ENOENT')
})

test('leaves a page that leads into the browser, for its owner only, and removes it', () => {
  const folder = openDataFolder(base, 4100)
  const page = folder.keepWayIn('http://10.0.0.7:4000/#token=abc')
  expect(readFileSync(page, 'utf8')).toContain('content="0;url=http://10.0.0.7:4000/#token=abc"')
  if (knowsModes) expect(modeOf(page)).toBe('600')
  folder.close()
  expect(existsSync(page)).toBe(false)
})

test.runIf(knowsModes)('makes folders for their owner only, and closes to others what an earlier version left open', () => {
  const before = process.umask(0)
  try {
    mkdirSync(join(base, '4100', 'mongod'), { recursive: true })
    writeFileSync(join(base, '4100', 'mongod', 'collection-0.wt'), 'sessions')
    writeFileSync(join(base, 'neighbour'), 'none of our business')
    symlinkSync(join(base, 'neighbour'), join(base, '4100', 'link'))
    chmodSync(base, 0o755)
    openDataFolder(base, 4100)
    openDataFolder(join(base, 'made', 'by us'), 4100)
  } finally {
    process.umask(before)
  }
  expect(modeOf(join(base, '4100'))).toBe('700')
  expect(modeOf(join(base, '4100', 'mongod'))).toBe('700')
  expect(modeOf(join(base, '4100', 'mongod', 'collection-0.wt'))).toBe('600')
  for (const path of ['made', 'made/by us', 'made/by us/4100']) expect(modeOf(join(base, path))).toBe('700')
  // The folder that somebody named, and what a link leads to, are not ours.
  expect(modeOf(base)).toBe('755')
  expect(modeOf(join(base, 'neighbour'))).toBe('666')
})

describe('a folder that cannot be used', () => {
  const cases: readonly (readonly [string, string, () => void, () => DataFolder])[] = [
    ['a file stands there', 'ENOTDIR', () => writeFileSync(join(base, 'file'), ''), () => openDataFolder(join(base, 'file'), 4100)],
    ['a path that is too long', 'ENAMETOOLONG', () => {}, () => openDataFolder(join(base, 'x'.repeat(300)), 4100)],
    ['no right to write', 'EACCES', () => {}, () => withoutRights(base, () => openDataFolder(join(base, 'below'), 4100))],
    // Where there is no /dev/full, the link leads nowhere that one may write to.
    ['no room', existsSync('/dev/full') ? 'ENOSPC' : 'EPERM', () => fill(join(base, '4100')), () => openDataFolder(base, 4100)],
    ['no such place', 'ELOOP', () => symlinkSync('ring', join(base, 'ring')), () => openDataFolder(join(base, 'ring'), 4100)],
  ]
  /** The trial of the folder meets the device that is always full. */
  const fill = (folder: string) => {
    mkdirSync(folder)
    symlinkSync('/dev/full', join(folder, `.writable-${process.pid}`))
  }

  test.each(cases)('%s: %s, and a temporary one stands in', (_what, code, prepare, open) => {
    prepare()
    const folder = open()
    expect(folder.problem).toBe(code)
    expect(folder.path.startsWith(tmpdir())).toBe(true)
    folder.keepToken('t')
    for (const language of ['en', 'pt-BR'] as const) {
      const told = TERMINAL_WORDS[language].folder('/the/folder', code, folder.path)
      expect(told).toContain('/the/folder')
      expect(told).toContain('--data-dir')
      expect(told).not.toContain(`: ${code}`)
      expect(told).not.toContain('\n')
    }
    folder.close()
    expect(existsSync(folder.path)).toBe(false)
  })

  test('and no temporary one either: an error that names both', () => {
    writeFileSync(join(base, 'file'), '')
    vi.stubEnv('TMPDIR', join(base, 'file', 'tmp'))
    vi.stubEnv('TEMP', join(base, 'file', 'tmp'))
    let thrown: unknown
    try {
      openDataFolder(join(base, 'file'), 4100)
    } catch (error) {
      thrown = error
    }
    if (!(thrown instanceof DataFolderError)) throw new Error(`It threw ${thrown}`)
    for (const language of ['en', 'pt-BR'] as const) {
      const told = TERMINAL_WORDS[language].noFolder(thrown)
      expect(told).toContain(join(base, 'file', '4100'))
      expect(told).toContain(join(base, 'file', 'tmp'))
      expect(told).toContain('--data-dir')
    }
  })
})
