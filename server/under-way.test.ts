import { expect, it } from 'vitest'
import { UnderWay } from './under-way.js'

it('holds what has come and not left, in the order in which it came', () => {
  const underWay = new UnderWay<string>()
  for (const one of ['a', 'b', 'c']) underWay.add(one)
  expect([underWay.remove('b'), underWay.remove('b')]).toEqual([true, false])
  underWay.add('b')
  expect([underWay.size, underWay.all]).toEqual([3, ['a', 'c', 'b']])
})
