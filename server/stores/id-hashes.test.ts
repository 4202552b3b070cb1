import { expect, it } from 'vitest'
import { IdHashes } from './id-hashes.js'

it('is the same as a Set under a storm of additions and removals', () => {
  const hashes = new IdHashes()
  const truth = new Set<string>()
  let seed = 11
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  for (let step = 0; step < 60_000; step++) {
    const id = `id-${random(step < 40_000 ? 20_000 : 500)}`
    if (random(3) === 0) expect(hashes.remove(id)).toBe(truth.delete(id))
    else {
      expect(hashes.add(id)).toBe(!truth.has(id))
      truth.add(id)
    }
    if (step % 10_000 === 0) expect(hashes.size).toBe(truth.size)
  }
  for (let index = 0; index < 20_000; index++) expect(hashes.remove(`id-${index}`)).toBe(truth.has(`id-${index}`))
  expect(hashes.size).toBe(0)
  hashes.clear()
  expect(hashes.add('id-1')).toBe(true)
})
