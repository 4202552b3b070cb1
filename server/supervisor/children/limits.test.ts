import { describe, expect, test } from 'vitest'
import { CHILDREN } from '../../config.js'
import { childEnvironment } from './child-environment.js'
import { CrashLoop } from './crash-loop.js'
import { crowdNeedBytes, isAboveRssLimit, requireMachineMemory, spareMachineMemory } from './machine-memory.js'

test('a crash loop slows down, and quickens again when it is over', () => {
  const loop = new CrashLoop()
  expect([0, 1, 2, 3].map((second) => loop.delayAfterDeath(second * 1000))).toEqual([100, 100, 100, 100])
  expect(loop.delayAfterDeath(4_000)).toBe(3_000)
  expect(loop.delayAfterDeath(5_000)).toBe(3_000)
  expect(loop.delayAfterDeath(60_000)).toBe(100)
})

describe('the machine’s memory', () => {
  test('a quarter of it is never to spare', () => {
    expect(spareMachineMemory()).toBeGreaterThanOrEqual(0)
    expect(() => requireMachineMemory(10, 'A crowd', 10)).not.toThrow()
    expect(() => requireMachineMemory(3 * 1024 * 1024, 'A crowd', 1024 * 1024)).toThrow(
      /A crowd may need 3 MB, and this machine has 1 MB to spare .* ask for less/,
    )
  })

  test('a crowd on the memory store is bounded by the heap limit, on a database by nothing', () => {
    const order = { users: 1_000_000, cartItems: 200 }
    expect(crowdNeedBytes(order, true, 'embedded')).toBe(0)
    expect(crowdNeedBytes(order, false, 'local')).toBeGreaterThan(10e9)
    expect(crowdNeedBytes(order, false, 'embedded')).toBeGreaterThan(crowdNeedBytes(order, false, 'local'))
  })
})

test('the watchdog looks at resident memory beside the heap limit', () => {
  const MB = 1024 * 1024
  expect(isAboveRssLimit({ rssBytes: 64 * MB + CHILDREN.rssHeadroomBytes }, 64)).toBe(false)
  expect(isAboveRssLimit({ rssBytes: 65 * MB + CHILDREN.rssHeadroomBytes }, 64)).toBe(true)
})

test('a child sees a list of variables, neither NODE_OPTIONS nor secrets', () => {
  const env = childEnvironment({
    PATH: '/bin',
    DEBUG: 'x',
    NODE_OPTIONS: '--inspect',
    MONGODB_URI: 'mongodb://a:b@c',
    AWS_SECRET: 's',
    MONGOMS_DOWNLOAD_DIR: '/d',
  })
  expect(env).toEqual({ PATH: '/bin', DEBUG: 'x', MONGOMS_DOWNLOAD_DIR: '/d', NODE_ENV: 'production' })
})
