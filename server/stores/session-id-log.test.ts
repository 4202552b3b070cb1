import { describe, expect, it } from 'vitest'
import { SessionIdLog } from './session-id-log.js'

async function all(log: SessionIdLog, offset = 0): Promise<string[]> {
  const ids: string[] = []
  for await (const id of log.from(offset)) ids.push(id)
  return ids
}

describe('the log of session IDs', () => {
  it('gives back any ID, in the order in which they came', async () => {
    const ids = ['x'.repeat(32), 'short', 'y'.repeat(33), 'é', 'z'.repeat(500), '']
    const log = new SessionIdLog()
    for (const id of ids) log.add(id)
    expect(await all(log)).toEqual(ids)
    expect(await all(log, 4)).toEqual(ids.slice(4))
    log.clear()
    expect(await all(log)).toEqual([])
  })

  it('is the same as a Set under a storm of additions and removals, with walks in between', async () => {
    const log = new SessionIdLog()
    const truth = new Set<string>()
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let round = 0; round < 60; round++) {
      for (let step = 0; step < 500; step++) {
        const id = `${'id'.repeat(random(2))}-${random(4_000)}`
        if (truth.has(id)) {
          truth.delete(id)
          log.remove(id)
        } else {
          truth.add(id)
          log.add(id)
        }
        // Lets a sweep under way take a few slices among the changes.
        if (step % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      expect(log.size).toBe(truth.size)
      if (round % 5 === 0) {
        const ids = await all(log)
        expect(ids.length).toBe(truth.size)
        expect(new Set(ids)).toEqual(truth)
      }
    }
    expect((await all(log, 10)).length).toBe(truth.size - 10)
  })

  it('ends walks under way when it is cleared', async () => {
    const log = new SessionIdLog()
    for (let index = 0; index < 50_000; index++) log.add(String(index))
    let seen = 0
    for await (const id of log.from(0)) {
      seen += 1
      if (id === '10') {
        log.clear()
        log.add('new')
      }
    }
    expect(seen).toBeLessThan(50_000)
    expect(await all(log)).toEqual(['new'])
  })
})
