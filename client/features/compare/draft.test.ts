import { expect, test } from 'vitest'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { fixtureSnapshot } from '../../test/fixture-snapshot.js'
import { otherStore } from './draft.js'

const { available: known } = fixtureSnapshot.store
const [template] = known
if (template === undefined) throw new Error('The fixture has no store.')

const store = (kind: string, shared: boolean, why: string | null = null): StoreDescription => ({
  ...template,
  kind,
  isBadExample: false,
  capabilities: { ...template.capabilities, shared },
  unavailable: why === null ? null : { code: 'store-unreachable', message: '', params: { why } },
})

test('memory is held against the first store that servers can share, also while that is being looked for', () => {
  const others = [store('file', false), store('redis', true)]
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('mongodb', true), ...others] })).toBe('mongodb')
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('mongodb', true, 'still-looked-for'), ...others] })).toBe('mongodb')
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('mongodb', true, 'none-serves'), ...others] })).toBe('redis')
})

test('one that servers share is held against one that a single server has; where there is only one store, against itself', () => {
  expect(otherStore({ active: 'redis', available: [store('mongodb', true), store('redis', true), store('memory', false)] })).toBe('memory')
  expect(otherStore({ active: 'memory', available: [store('memory', false), store('redis', true, 'away')] })).toBe('memory')
})
