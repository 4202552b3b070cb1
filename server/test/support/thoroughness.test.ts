import { describe, expect, test } from 'vitest'
import { inTurn, isFull, rounds, sampled } from './thoroughness.js'

const cases = Array.from({ length: 84 }, (_, index) => index)

describe('the thoroughness of long tests', () => {
  test('a sample holds both ends, is spread evenly, and is the same each time', () => {
    const sample = sampled(cases, 12)
    expect(sample).toEqual(sampled(cases, 12))
    expect([sample[0], sample.at(-1)]).toEqual([0, 83])
    expect(sample).toHaveLength(isFull ? 84 : 12)
    expect(new Set(sample).size).toBe(sample.length)
  })

  test('what is short runs whole', () => {
    expect(sampled([1, 2, 3], 12)).toEqual([1, 2, 3])
  })

  test('a sample of one is refused, since it would leave an end out', () => {
    expect(() => sampled(cases, 1)).toThrow(RangeError)
  })

  test('of a grid, a sample has each row and each case', () => {
    const rows = [0, 1, 2].map((row) => inTurn(['a', 'b', 'c', 'd'], row, 2))
    expect(rows).toEqual(
      isFull
        ? rows.map(() => ['a', 'b', 'c', 'd'])
        : [
            ['a', 'b'],
            ['c', 'd'],
            ['a', 'b'],
          ],
    )
    expect(inTurn(['a', 'b', 'c'], 7)).toEqual(isFull ? ['a', 'b', 'c'] : ['b'])
    expect(inTurn(['a'], 5, 2)).toEqual(['a'])
  })

  test('rounds', () => {
    expect(rounds(20_000, 500)).toBe(isFull ? 20_000 : 500)
  })
})
