/** What is read from a trial, and held against the catalogue. */
import { expect, test } from 'vitest'
import { ADAPTERS } from '../registry.js'
import { naive, preventingLines } from './learner-lines.js'
import { differences, resultsOf } from './results.js'
import type { Row } from './run.js'
import { findStore } from './stores.js'

const ROWS: readonly Row[] = [
  { point: 'destroy', form: 'alone', result: 'kept' },
  { point: 'outage', form: 'alone', result: ['ends-process', 'hangs'], detail: 'Error: gone' },
  { point: 'outage', form: 'here', result: 'kept' },
  { point: 'outage-at-start', form: 'alone', result: ['hangs'] },
  { point: 'outage-at-start', form: 'here', result: ['hangs'] },
  { point: 'removal', form: 'here', result: ['stays'] },
]
const said = {
  contract: { destroy: 'kept', outage: ['hangs', 'ends-process'], 'outage-at-start': ['hangs'], removal: ['stays'], restart: 'kept' },
  here: { outage: 'kept' },
} as const

test('the catalogue gets what the store does by itself, and beside it what is otherwise here', () => {
  const { restart: _, ...tried } = said.contract
  expect(resultsOf(ROWS)).toEqual({ contract: { ...tried, outage: ['ends-process', 'hangs'] }, here: said.here })
})

test('what was not tried is no difference; each other one is, also one of what prevents it', () => {
  const measured = resultsOf(ROWS)
  expect(differences(measured, said)).toEqual([])
  expect(differences(measured, { ...said, contract: { ...said.contract, destroy: ['stays'] } })).toEqual(['destroy'])
  expect(differences(measured, { contract: said.contract })).toEqual(['outage'])
})

test('a first attempt has no line that is there against one thing only', () => {
  const redis = ADAPTERS.find(({ kind }) => kind === 'redis')
  if (!redis) throw new Error('There is no Redis.')
  expect(preventingLines(redis.snippet)).toEqual([expect.stringMatching(/^client\.on\('error'/)])
  expect(naive(redis.snippet)).not.toContain('on(')
  expect(naive(redis.snippet).split('\n')).toHaveLength(redis.snippet.split('\n').length - 1)
})

test.each([
  ['MemoryStore', 'memory'],
  ['memorystore', 'memorystore'],
  ['memory', 'memory'],
  ['connect-redis', 'redis'],
  ['Redis', 'redis'],
  ['CONNECT-LOKI', 'loki'],
  ['nothing', undefined],
])('%s is found by its package or its kind', (asked, kind) => expect(findStore(asked)?.kind).toBe(kind))
