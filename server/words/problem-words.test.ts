import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../paths.js'
import { LANGUAGES } from '../protocol/language.js'

const server = join(projectRoot, 'server')
const code = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(server, name), 'utf8'))

/** The literal values of a param in the problems of a code, as they stand where these are made. */
function valuesInCode(problem: string, param: string): readonly string[] {
  const made = new RegExp(`ProblemError\\(\\s*'${problem}'(?:(?!ProblemError)[\\s\\S])*?\\b${param}: '([^']+)'`, 'g')
  return code.flatMap((text) => [...text.matchAll(made)].map(([, value = '']) => value))
}

test.each([
  ['bad-input', 'reason', 'reasons'],
  ['server-away', 'state', 'states'],
  ['busy', 'what', 'whats'],
  ['store-unreachable', 'why', 'whys'],
  ['download-failed', 'why', 'whys'],
])('what a problem %s names as its %s has words on the page', (problem, param, table) => {
  const values = valuesInCode(problem, param)
  expect(values.length).toBeGreaterThan(0)
  for (const language of LANGUAGES) {
    const words = JSON.parse(readFileSync(join(projectRoot, 'client/i18n', language, 'problems.json'), 'utf8'))[table]
    expect([language, values.filter((value) => !Object.hasOwn(words, value))]).toEqual([language, []])
  }
})
