import { expect, test } from 'vitest'
import { SCRIPT_WORDS } from '../words/npm-scripts.js'
import { readOptions } from './options.js'

const names = ['one', 'two']
const stores = ['memory', 'files']
const read = (argv: readonly string[], words = SCRIPT_WORDS.en) => readOptions(argv, names, stores, words.bench)

test('measures everything, five times', () => {
  expect(read([])).toEqual({ only: null, stores: null, rounds: 5, quick: false, reportOnly: false, help: false })
})

test('takes what is asked for', () => {
  expect(read(['--only', 'two', '--quick', '--report-only'])).toEqual({
    only: ['two'],
    stores: null,
    rounds: 3,
    quick: true,
    reportOnly: true,
    help: false,
  })
  expect(read(['--store', 'files', '--store', 'memory']).stores).toEqual(['files', 'memory'])
  expect(read(['--rounds', '7', '--quick']).rounds).toBe(7)
})

test.each([['--only', 'three'], ['--store', 'tape'], ['--rounds', '0'], ['--rounds', 'x'], ['--rounds', '2.5'], ['--fast']])('refuses %s %s', (...argv) => {
  expect(() => read(argv)).toThrow()
})

test('refuses in the language that is spoken', () => {
  const said = (...argv: readonly string[]) => expect(() => read(argv, SCRIPT_WORDS['pt-BR']))
  said('--language', 'pt-BR', '--only', 'three').toThrow('Não existe a medida "three". Escolha uma destas: one, two.')
  said('--fast').toThrow('"npm run bench -- --help" mostra o que existe.')
})
