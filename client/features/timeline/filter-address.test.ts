import { describe, expect, test } from 'vitest'
import { filterIn, withFilter } from './filter-address.js'
import { DEEDS, isFilter, NO_FILTER, type RowFilter, STORE_CALLS, VERDICTS } from './row-filter.js'

/** Numbers that look random and are the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state / 2_147_483_648
  }
}

const TEXTS = ['cart', '/cart?a=1&b=2', 'a+b c%20d', '“ção”', '#x', '日本 🍪', 'who=you', '<img onerror=alert(1)>', '__proto__']
const WHOS = ['all', 'you', 'server', 'other', 'visitor:3', 'browser:bob', 'browser:ana-maria-2'] as const

function anyFilter(random: () => number): RowFilter {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T
  const some = <T>(from: readonly T[]) => from.filter(() => random() < 0.3)
  return {
    who: pick(WHOS),
    crowd: random() < 0.5,
    method: pick([null, 'GET', 'POST', 'PROPFIND']),
    path: pick(['', ...TEXTS]),
    verdict: pick([null, ...VERDICTS]),
    deeds: some(DEEDS),
    calls: some(STORE_CALLS),
    errors: random() < 0.5,
    text: pick(['', ...TEXTS]),
  }
}

test('what is written is read back, whatever else stands in the address', () => {
  const source = numbers(7)
  const random = () => source.next().value
  for (let round = 0; round < 2_000; round++) {
    const filter = anyFilter(random)
    const search = withFilter('?lang=pt-BR&find=before&did=touched', filter)
    expect(filterIn(search)).toEqual(filter)
    expect(new URLSearchParams(search).get('lang')).toBe('pt-BR')
  }
})

test('no filter leaves nothing behind', () => {
  expect(withFilter('', NO_FILTER)).toBe('')
  expect(withFilter('?lang=en&who=you&did=saved&did=touched&find=x', NO_FILTER)).toBe('?lang=en')
  expect(filterIn('')).toEqual(NO_FILTER)
  expect(filterIn('?lang=en')).toEqual(NO_FILTER)
})

describe('what comes from elsewhere is passed over', () => {
  test.each([
    '?who=crowd',
    '?who=__proto__',
    '?who=browser:%3Cscript%3E',
    '?who=visitor:1e9',
    `?who=browser:${'a'.repeat(100)}`,
    '?method=<b>',
    `?method=${'A'.repeat(30)}`,
    '?cookie=constructor',
    '?did=__proto__&did=toString&call=hasOwnProperty',
    '?crowd=false&only=all',
    '?find=%00%01%1b&path=%0a',
    `?find=${'x'.repeat(5_000)}`,
    '?%E0%A4%A',
  ])('%s', (search) => expect(filterIn(search)).toEqual(NO_FILTER))

  test('a text loses what is no letter, and its end', () => {
    expect(filterIn('?find=a%00b%0ac').text).toBe('a b c')
    expect(filterIn(`?find=${'x'.repeat(3_000)}`).text).toHaveLength(200)
    // Half of a character, where it was cut off.
    expect(filterIn(`?find=${'x'.repeat(199)}${encodeURIComponent('🍪')}`).text).toBe('x'.repeat(199))
  })

  test('anything at all gives a filter that reads back as itself', () => {
    const source = numbers(11)
    const random = () => source.next().value
    const pieces = [
      '?',
      '&',
      '=',
      '%',
      'who',
      'did',
      'call',
      'find',
      'path',
      'only',
      'saved',
      'you',
      '%C3',
      '\u0000',
      '🍪',
      '\ud800',
      '[]',
      '__proto__',
      '+',
      ' ',
      'browser:',
    ]
    for (let round = 0; round < 3_000; round++) {
      const search = Array.from({ length: 1 + Math.floor(random() * 25) }, () => pieces[Math.floor(random() * pieces.length)]).join('')
      const filter = filterIn(search)
      expect(filterIn(withFilter('', filter))).toEqual(filter)
      expect(isFilter(filter)).toBe(withFilter('', filter) !== '')
    }
  })
})
