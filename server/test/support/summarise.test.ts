import { describe, expect, test } from 'vitest'
import { type SummaryInput, summarise } from './summarise.mjs'

function file(name: string, ...statuses: string[]) {
  return { name: `/checkout/${name}`, status: statuses.includes('failed') ? 'failed' : 'passed', assertionResults: statuses.map((status) => ({ status })) }
}

function input(changes: Partial<SummaryInput>): SummaryInput {
  return { results: { testResults: [file('a.test.ts', 'passed', 'passed')] }, vitestCode: 0, missing: [], requireAll: false, root: '/checkout', ...changes }
}

const noMongod = { what: 'A real mongod', reason: 'there is none', kind: 'mongod' } as const
const noChromium = { what: 'Chromium', reason: 'there is none', kind: 'chromium' } as const

describe('the end of the test command', () => {
  test('counts what ran', () => {
    const { ok, lines } = summarise(input({}))
    expect(ok).toBe(true)
    expect(lines.at(-1)).toBe('Tests: 2 passed, 0 failed, 0 skipped.')
  })

  test('names what could not be brought and the files that did not run', () => {
    const testResults = [
      file('a.test.ts', 'passed'),
      file('server/mongo/parity.integration.test.ts', 'skipped', 'skipped'),
      file('server/test/e2e/log-in.e2e.test.ts', 'pending'),
    ]
    const { ok, lines } = summarise(input({ results: { testResults }, missing: [noChromium, noMongod] }))
    expect(ok).toBe(true)
    expect(lines.join('\n')).toContain('Chromium could not be brought: there is none.\n  So these did not run: server/test/e2e/log-in.e2e.test.ts (1 test).')
    expect(lines.join('\n')).toContain(
      'A real mongod could not be brought: there is none.\n  So these did not run: server/mongo/parity.integration.test.ts (2 tests).',
    )
  })

  test('tells whose tests wait for another database server from those that wait for MongoDB', () => {
    const testResults = [file('server/mongo/parity.integration.test.ts', 'skipped'), file('server/test/integration/outages.integration.test.ts', 'skipped')]
    const missing = [noMongod, { what: 'MySQL', reason: 'there is none', kind: 'server' } as const]
    const { lines } = summarise(input({ results: { testResults }, missing }))
    expect(lines.join('\n')).toContain(
      'MySQL could not be brought: there is none.\n  So these did not run: server/test/integration/outages.integration.test.ts',
    )
    expect(lines.join('\n')).toContain('A real mongod could not be brought: there is none.\n  So these did not run: server/mongo/parity')
  })

  test('tells which walk waits for which browser', () => {
    const testResults = [file('server/test/walks/firefox.walk.test.ts', 'passed'), file('server/test/walks/webkit.walk.test.ts', 'skipped', 'skipped')]
    const { lines } = summarise(input({ results: { testResults }, missing: [{ what: 'WebKit', reason: 'there is none', kind: 'webkit' }] }))
    expect(lines.join('\n')).toContain('WebKit could not be brought: there is none.\n  So these did not run: server/test/walks/webkit.walk.test.ts (2 tests).')
  })

  test('with everything required, a missing tool is a failure', () => {
    expect(summarise(input({ missing: [noMongod], requireAll: true })).ok).toBe(false)
  })

  test('with everything required, a skipped test is a failure, and is named', () => {
    const skipping = input({ results: { testResults: [file('a.test.ts', 'passed'), file('b.test.ts', 'todo')] }, requireAll: true })
    expect(summarise(skipping).ok).toBe(false)
    expect(summarise(skipping).lines.join('\n')).toContain('Skipped for a reason of their own: b.test.ts (1 test).')
  })

  test('a file that cannot be loaded is a failure', () => {
    const broken = { name: '/checkout/b.test.ts', status: 'failed', assertionResults: [] }
    const { ok, lines } = summarise(input({ results: { testResults: [file('a.test.ts', 'passed'), broken] } }))
    expect(ok).toBe(false)
    expect(lines.at(-1)).toBe('Tests: 1 passed, 1 failed, 0 skipped.')
  })

  test('a run without a test is a failure', () => {
    expect(summarise(input({ results: { testResults: [] } })).ok).toBe(false)
  })

  test('a vitest that crashed is a failure, with or without a report', () => {
    expect(summarise(input({ vitestCode: 1 })).ok).toBe(false)
    expect(summarise(input({ results: null })).ok).toBe(false)
  })
})
