import { expect, it } from 'vitest'
import { flipSignature } from './flip-signature.js'

it.each(['s%3Aid.abc', 's%3Aid.Abc', 's%3Aid.Bbc', 's%3Aid.9bc', 's%3Aid.%2Bbc'])('%s: one character of the signature changes, nothing else', (value) => {
  const flipped = flipSignature(value)
  expect(flipped).toHaveLength(value.length)
  expect([...flipped].filter((character, index) => character !== value[index])).toHaveLength(1)
  expect(flipped.startsWith('s%3Aid.')).toBe(true)
  expect(flipSignature(flipped)).toBe(value)
})

it('leaves what has no signature alone', () => {
  expect(flipSignature('plain')).toBe('plain')
  expect(flipSignature('s%3Aid.')).toBe('s%3Aid.')
})
