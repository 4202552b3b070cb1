import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { PARITY_CASES, RAW_CASES } from '../test/redis/parity-cases.js'
import { embeddedRedis, type RawClient, rawClient, realRedis, startRedisServer, type TestRedis } from '../test/support/redis.js'
import { COMMAND_FACTS } from './wire-server/command-table.js'
import { splitLine } from './wire-server/split-line.js'

/** The texts of an answer in an order of their own. */
function sorted(answer: string): string {
  return [...answer.matchAll(/\$\d+\r\n[^$]*/g)]
    .map(([item]) => item)
    .sort()
    .join('')
}

describe.skipIf(!realRedis.available)('the embedded Redis answers as a real one does (needs redis-server)', () => {
  let servers: readonly TestRedis[]
  let clients: readonly RawClient[]

  beforeAll(async () => {
    servers = [await startRedisServer(['--appendonly', 'yes']), await embeddedRedis.start()]
  })
  afterAll(async () => {
    for (const server of servers ?? []) await server.stop()
  })
  beforeEach(async () => {
    clients = await Promise.all(servers.map(({ port }) => rawClient(port)))
    for (const client of clients) await client.ask('FLUSHALL')
    return () => {
      for (const client of clients) client.close()
    }
  })

  test('the one asked is a Redis 7.0', async () => {
    expect(await clients[0]?.ask('INFO', 'server')).toMatch(/redis_version:7\.0\./)
  })

  describe.each([2, 3])('in RESP%i', (version) => {
    test.for(PARITY_CASES.map((one) => [one.name, one] as const))('%s', async ([, { commands, unordered }]) => {
      for (const client of clients) await client.ask('HELLO', String(version))
      for (const [index, command] of commands.entries()) {
        const words = typeof command === 'string' ? (splitLine(command) ?? []) : command
        const [expected = '', actual = ''] = await Promise.all(clients.map((client) => client.ask(...words)))
        const shown = unordered && index === commands.length - 1 ? sorted : (answer: string) => answer
        expect.soft(shown(actual), `answer ${index} to ${words.join(' ').slice(0, 200)}`).toBe(shown(expected))
      }
    })
  })

  test.for(Object.entries(RAW_CASES))('bytes as they come: %s', async ([, bytes]) => {
    const [expected, actual] = await Promise.all(clients.map((client) => client.send(bytes)))
    expect(actual).toBe(expected)
  })

  test('the table of commands says of each what Redis says', async () => {
    const facts = (client: RawClient | undefined, name: string) => client?.ask('COMMAND', 'INFO', name)
    for (const name of COMMAND_FACTS.keys()) {
      const [expected = '', actual = ''] = await Promise.all(clients.map((client) => facts(client, name)))
      // After the categories stand hints for clusters and lists of subcommands, which are left out.
      const own = actual.slice(0, actual.lastIndexOf('*0\r\n*0\r\n*0\r\n'))
      expect.soft(expected.slice(0, own.length), name).toBe(own)
      const docs = await Promise.all(clients.map((client) => client.ask('COMMAND', 'DOCS', name)))
      for (const fact of ['since', 'group']) {
        const [wanted, told] = docs.map((text) => new RegExp(`\\$5\r\n${fact}\r\n\\$\\d+\r\n([^\r]*)`).exec(text)?.[1])
        expect.soft(told, `${fact} of ${name}`).toBe(wanted)
      }
    }
  })

  test('every fact that INFO and CLIENT tell goes by a name that Redis has', async () => {
    const names = (text = '') => [...text.matchAll(/^(\w+):/gm)].map(([, name]) => name)
    const [real, embedded] = await Promise.all(clients.map((client) => client.ask('INFO', 'everything')))
    const own = names(embedded).filter((name) => name !== 'sessionscope_embedded')
    expect(own.length).toBeGreaterThan(30)
    expect(own.filter((name) => !names(real).includes(name))).toEqual([])
    const [line = '', ownLine = ''] = await Promise.all(clients.map((client) => client.ask('CLIENT', 'INFO')))
    const fields = (text: string) => [...text.matchAll(/(?:^|\s)([\w-]+)=/g)].map(([, field]) => field)
    expect(fields(ownLine).filter((field) => !fields(line).includes(field))).toEqual([])
    expect(fields(ownLine)).toContain('name')
  })
})
