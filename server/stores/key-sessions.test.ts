import { expect, test } from 'vitest'
import { clearKeys, type KeyServer } from './key-sessions.js'

/** Names its keys in batches of two. */
function serverOf(keys: readonly string[]): KeyServer & { readonly left: Set<string> } {
  const left = new Set(keys)
  return {
    left,
    async *names() {
      for (let start = 0; start < keys.length; start += 2) yield keys.slice(start, start + 2)
    },
    read: async (asked) => asked.map(() => null),
    write: async () => undefined,
    remove: async (asked) => asked.filter((key) => left.delete(key)).length,
    total: async () => left.size,
    seconds: (lifeMs) => lifeMs / 1_000,
    roundingMs: 1_000,
  }
}
const NAMES = ['p:1', 'p:2', 'p:3', 'p:4', 'p:5']
const look = <T>(work: Promise<T>) => work

test('keys are removed batch by batch, and each batch is told of before it goes', async () => {
  const server = serverOf(NAMES)
  const before: number[] = []
  expect(await clearKeys({ server, prefix: 'p:' }, look, () => before.push(server.left.size))).toBe(5)
  expect(before).toEqual([5, 3, 1])
})

test('whoever calls it off keeps what is left', async () => {
  const server = serverOf(NAMES)
  const callOff = () => {
    if (server.left.size < 5) throw new Error('called off')
  }
  await expect(clearKeys({ server, prefix: 'p:' }, look, callOff)).rejects.toThrow('called off')
  expect([...server.left]).toEqual(['p:3', 'p:4', 'p:5'])
})
