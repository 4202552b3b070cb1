import { expect, test } from 'vitest'
import { finding } from './finding.js'
import { entry, line, markdown, merge, quote } from './report.js'

const at = new Date('2026-01-02T03:04:05Z')
const good = entry('Speed', [finding('on memory', 'ratio', [0.95, 0.9, 1], { atLeast: 0.9 }), finding('start', 'ms', [12], null)], at)
const bad = entry('Weight', [finding('of the page', 'kB', [250], { atMost: 200 })], at)

test('the table shows every finding, its bound and whether it holds', () => {
  const table = markdown({ good, bad })
  expect(table).toContain('| Speed | on memory | 0.95 (0.90–1.00) | ≥ 0.9 | held |')
  expect(table).toContain('|  | start | 12.0 ms | – |  |')
  expect(table).toContain('| Weight | of the page | 250.0 kB | ≤ 200 | **missed** |')
  expect(table).toContain(`2026-01-02, Node ${process.version}`)
  expect(line(finding('of the page', 'kB', [250], { atMost: 200 }))).toMatch(/of the page +250\.0 kB +≤ 200 +\*\*missed\*\*/)
})

test('a run of one measurement keeps the others, in their order', () => {
  expect(Object.keys(merge({ b: bad }, { a: good }, ['a', 'b']))).toEqual(['a', 'b'])
  expect(merge({ a: bad, b: bad }, { a: good }, ['a', 'b'])).toEqual({ a: good, b: bad })
  expect(merge({ gone: bad }, { a: good }, ['a'])).toEqual({ a: good })
})

test('a document quotes the table between its marks, again and again', () => {
  const document = 'before\n<!-- bench -->\n<!-- /bench -->\nafter $&'
  const once = quote(document, { bad })
  expect(once).toContain('| Weight | of the page |')
  expect(once).toMatch(/^before\n<!-- bench -->\n\n\| What .*\n<!-- \/bench -->\nafter \$&$/s)
  expect(quote(once, { bad })).toBe(once)
  expect(quote('no marks', { bad })).toBe('no marks')
})
