import { expect, test } from 'vitest'
import { readOptions } from './options.js'

const names = ['one', 'two']
const stores = ['memory', 'files']

test('measures everything, five times', () => {
  expect(readOptions([], names, stores)).toEqual({ only: null, stores: null, rounds: 5, quick: false, reportOnly: false, help: false })
})

test('takes what is asked for', () => {
  expect(readOptions(['--only', 'two', '--quick', '--report-only'], names, stores)).toEqual({
    only: ['two'],
    stores: null,
    rounds: 3,
    quick: true,
    reportOnly: true,
    help: false,
  })
  expect(readOptions(['--store', 'files', '--store', 'memory'], names, stores).stores).toEqual(['files', 'memory'])
  expect(readOptions(['--rounds', '7', '--quick'], names, stores).rounds).toBe(7)
})

test.each([['--only', 'three'], ['--store', 'tape'], ['--rounds', '0'], ['--rounds', 'x'], ['--rounds', '2.5'], ['--fast']])('refuses %s %s', (...argv) => {
  expect(() => readOptions(argv, names, stores)).toThrow()
})
