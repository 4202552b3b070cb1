/** What people run holds nothing that is only there to test it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../paths.js'

const dist = join(projectRoot, 'dist', 'server')
const built = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'))

test('dist/ holds what is run', () => {
  expect(built).toEqual(expect.arrayContaining(['main.js', 'lesson-server/entry.js', 'simulator/entry.js', 'mongo/entry.js']))
})

test('dist/ holds no tests, and nothing of what they use', () => {
  expect(built.filter((path) => /(^|\/)test(\/|$)|\.test\.js/.test(path))).toEqual([])
  expect(built.filter((path) => path.endsWith('.js') && /\bfrom ['"]vitest['"]/.test(readFileSync(join(dist, path), 'utf8')))).toEqual([])
})
