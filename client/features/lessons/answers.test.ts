import { expect, it } from 'vitest'
import { inOrder, moved, readSorting, writeSorting } from './answers.js'

it('a sorting is spelled in one way, whatever the order of doing, and reads back', () => {
  expect(writeSorting({ theme: 'cookie', cart: 'session' })).toBe('cart:session,theme:cookie')
  expect(readSorting('cart:session,theme:cookie')).toEqual({ theme: 'cookie', cart: 'session' })
  expect(readSorting(null)).toEqual({})
})

it('lines stand as they were answered; new ones come last', () => {
  const lines = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
  expect(inOrder(lines, 'c,a')).toEqual([{ id: 'c' }, { id: 'a' }, { id: 'b' }])
  expect(inOrder(lines, null)).toEqual(lines)
})

it('moves one element, and none beyond the ends', () => {
  const list = ['a', 'b', 'c']
  expect(moved(list, 0, 2)).toEqual(['b', 'c', 'a'])
  expect(moved(list, 2, 1)).toEqual(['a', 'c', 'b'])
  expect(moved(list, 0, -1)).toBe(list)
  expect(moved(list, 2, 3)).toBe(list)
})
