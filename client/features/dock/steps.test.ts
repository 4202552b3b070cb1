import { expect, test } from 'vitest'
import { fixtureInstance, fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { STEPS } from './steps.js'

test('memory has overflowed, whichever of two servers it was', () => {
  const overflow = STEPS.find(({ name }) => name === 'overflow')
  const diedOf = (cause: string) => ({ ...fixtureInstance, lastDeath: { cause } })
  const happened = (b: unknown) => overflow?.happened({ snapshot: { ...fixtureSnapshot, instances: { a: fixtureInstance, b } } } as never)
  expect(happened(diedOf('out-of-memory'))).toBe(true)
  expect(happened(diedOf('killed'))).toBe(false)
})
