import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { newest, removeLeftovers } from './sources.mjs'

const folder = mkdtempSync(join(tmpdir(), 'sessionscope-sources-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
})

/** @param at the time of its last change, in epoch s */
function write(path: string, at = 1_000): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), '')
  utimesSync(join(folder, path), at, at)
}

/** Writing a file changes its folder too. */
function setFolders(...paths: readonly string[]): void {
  for (const path of paths) utimesSync(join(folder, path), 1_000, 1_000)
}

test('a change is one of any file below, but of no test', () => {
  write('server/main.ts', 2_000)
  write('server/deep/part.ts', 3_000)
  write('server/deep/part.test.ts', 9_000)
  write('server/test/support/launch.ts', 9_000)
  write('client/app.test.tsx', 9_000)
  setFolders('server', 'server/deep', 'client')
  expect(newest(join(folder, 'server'), join(folder, 'client'))).toBe(3_000_000)
  expect(newest(join(folder, 'client'))).toBe(1_000_000)
  expect(newest(join(folder, 'nowhere'))).toBe(0)
})

test('of what was built, that stays of which the source is there and no test', () => {
  for (const source of ['main.ts', 'deep/part.ts', 'deep/part.test.ts', 'test/support/launch.ts']) write(`server/${source}`)
  for (const path of ['main', 'gone', 'deep/part', 'deep/part.test', 'deep/gone', 'gone-folder/a', 'test/support/launch']) {
    write(`built/${path}.js`)
    write(`built/${path}.js.map`)
  }
  removeLeftovers(join(folder, 'built'), join(folder, 'server'))
  const left = readdirSync(join(folder, 'built'), { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))
  expect(left.sort()).toEqual(['deep', 'deep/part.js', 'deep/part.js.map', 'main.js', 'main.js.map'])
})
