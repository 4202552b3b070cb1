import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../paths.js'
import { LANGUAGES } from '../protocol/language.js'
import { ENDINGS, WHYS } from '../protocol/why.js'

const server = join(projectRoot, 'server')
const code = readdirSync(server, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(server, name), 'utf8'))

/** The literal values of a param in the problems of a code, as they stand where these are made. */
function valuesInCode(problem: string, param: string): readonly string[] {
  const made = new RegExp(`ProblemError\\(\\s*'${problem}'(?:(?!ProblemError)[\\s\\S])*?\\b${param}: '([^']+)'`, 'g')
  return code.flatMap((text) => [...text.matchAll(made)].map(([, value = '']) => value))
}

const wordsOfPage = (language: string) => JSON.parse(readFileSync(join(projectRoot, 'client/i18n', language, 'problems.json'), 'utf8'))

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
    const words = wordsOfPage(language)[table]
    expect([language, values.filter((value) => !Object.hasOwn(words, value))]).toEqual([language, []])
  }
})

describe.each(LANGUAGES)('reasons on the page in %s', (language) => {
  const { whys, programs, hows } = wordsOfPage(language)

  test('each code, and no other, has words, which name no other params than it has', () => {
    const named = Object.entries<string>(whys).map(([code, words]) => [code, [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort()])
    expect(Object.fromEntries(named)).toEqual(Object.fromEntries(Object.entries(WHYS).map(([code, params]) => [code, [...params].sort()])))
  })

  test('so has each way to end, and each program that may', () => {
    expect(Object.keys(hows).sort()).toEqual([...ENDINGS].sort())
    expect(Object.keys(programs).sort()).toEqual(['binary', 'embedded'])
  })
})

test('why something is down is told by a code, not by a sentence alone', () => {
  const uncoded = code.flatMap((text) => text.match(/\b(?:up: false|phase: 'down')[^}]*\breason\b.*/g) ?? [])
  expect(uncoded).toEqual([])
})
