import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectRoot } from '../paths.js'
import { finding } from './finding.js'
import { entry, line, markdown, merge, quote, type Results, short, table } from './report.js'
import { TABLE_WORDS } from './table-words.js'

const at = new Date('2026-01-02T03:04:05Z')
const good = entry({ title: 'Speed' }, [finding('on memory', 'ratio', [0.95, 0.9, 1], { atLeast: 0.9 }), finding('start', 'ms', [12], null)], at)
const bad = entry({ title: 'Weight' }, [finding('of the page', 'kB', [250], { atMost: 200 })], at)

test('the table shows every finding, its bound and whether it holds', () => {
  const table = markdown({ good, bad })
  expect(table).toContain('| Speed | on memory | 0.95 (0.90–1.00) | ≥ 0.9 | held |')
  expect(table).toContain('|  | start | 12.0 ms | – |  |')
  expect(table).toContain('| Weight | of the page | 250.0 kB | ≤ 200 | **missed** |')
  expect(table).toContain(`2026-01-02, Node ${process.version}`)
  expect(line(finding('of the page', 'kB', [250], { atMost: 200 }), 'en')).toMatch(/of the page +250\.0 kB +≤ 200 +\*\*missed\*\*/)
  expect(line(finding('existing session', 'ratio', [0.5], { atLeast: 0.9 }), 'pt-BR')).toMatch(/session existente +0,50.* +≥ 0,9 +\*\*não cumprido\*\*/)
})

test('a run of one measurement keeps the others, in their order', () => {
  expect(Object.keys(merge({ b: bad }, { a: good }, ['a', 'b']))).toEqual(['a', 'b'])
  expect(merge({ a: bad, b: bad }, { a: good }, ['a', 'b'])).toEqual({ a: good, b: bad })
  expect(merge({ gone: bad }, { a: good }, ['a'])).toEqual({ a: good })
})

test('a run of one store keeps the figures of the others', () => {
  const title = { title: 'Speed' }
  const before = entry(title, [finding('on Redis', 'ms', [1], null), finding('on files', 'ms', [2], null)], at)
  const later = new Date('2026-02-02T03:04:05Z')
  const part = entry(title, [finding('on files', 'ms', [3], null), finding('on SQLite', 'ms', [4], null)], later, true)
  const whole = entry(title, [finding('on Redis', 'ms', [1], null), finding('on files', 'ms', [3], null), finding('on SQLite', 'ms', [4], null)], later)
  expect(merge({ a: before }, { a: part }, ['a'])).toEqual({ a: whole })
  // The first one, and one that is whole, stand as they are.
  expect(merge({}, { a: part }, ['a'])).toEqual({ a: entry(title, part.findings, later) })
  expect(merge({ a: before }, { a: entry(title, part.findings, later) }, ['a'])).toEqual({ a: entry(title, part.findings, later) })
})

test('a document quotes the table between its marks, again and again', () => {
  const document = 'before\n<!-- bench -->\n<!-- /bench -->\nafter $&'
  const once = quote(document, { bad })
  expect(once).toContain('| Weight | of the page |')
  expect(once).toMatch(/^before\n<!-- bench -->\n\n\| What .*\n<!-- \/bench -->\nafter \$&$/s)
  expect(quote(once, { bad })).toBe(once)
  expect(quote('no marks', { bad })).toBe('no marks')
  // What is too long for it stands in RESULTS.md alone.
  const long = entry({ title: 'Everything', isLong: true }, [finding('of all', 'ms', [1], null)], at)
  expect(quote(document, { bad, long })).toBe(once)
  expect(markdown({ bad, long })).toContain('Everything')
})

test('each README quotes the table in its own language, and no name of a measurement is left untranslated', () => {
  const read = (...path: string[]) => readFileSync(join(projectRoot, ...path), 'utf8')
  const results = short(JSON.parse(read('server', 'bench', 'results.json')) as Results)
  expect(read('README.md')).toContain(table(results, 'en'))
  expect(read('README.pt-BR.md')).toContain(table(results, 'pt-BR'))
  const names = Object.values(results).flatMap(({ title, findings }) => [title, ...findings.map(({ what }) => what)])
  const english = /\b(with|the|of|and|each|session existing|new|lost|failed|start|page|users|requests|switches|memory|embedded)\b/i
  for (const name of names) expect(TABLE_WORDS['pt-BR'].translate(name)).not.toMatch(english)
  // The control: in English they do hold such words.
  expect(names.filter((name) => english.test(name)).length).toBeGreaterThan(20)
})
