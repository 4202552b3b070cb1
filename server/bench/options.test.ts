import { expect, test } from 'vitest'
import { readOptions } from './options.js'

const names = ['one', 'two']

test('measures everything, five times', () => {
  expect(readOptions([], names)).toEqual({ only: null, rounds: 5, quick: false, reportOnly: false, help: false })
})

test('takes what is asked for', () => {
  expect(readOptions(['--only', 'two', '--quick', '--report-only'], names)).toEqual({ only: ['two'], rounds: 3, quick: true, reportOnly: true, help: false })
  expect(readOptions(['--rounds', '7', '--quick'], names).rounds).toBe(7)
})

test.each([['--only', 'three'], ['--rounds', '0'], ['--rounds', 'x'], ['--rounds', '2.5'], ['--fast']])('refuses %s %s', (...argv) => {
  expect(() => readOptions(argv, names)).toThrow()
})
