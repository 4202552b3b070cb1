/** Where stores can be tried: for each kind of resource the places that this machine can run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { MONGO } from '../../config.js'
import type { Address, ResourceKind } from '../../protocol/resources.js'
import type { ServedKind } from '../../protocol/served-kinds.js'
import { embeddedMongodb, realMongodb, startMongodWith, type TestMongodb } from '../support/mongodb.js'
import { broughtPackages } from '../support/packages.js'
import { hasProgram, startEmbedded, startProgram, type TestServer } from '../support/served.js'

export interface Place {
  readonly name: string
  /** False: the machine lacks it, and tests of it step aside. */
  readonly available: boolean
  open(): Promise<OpenPlace>
}

export interface OpenPlace {
  readonly address: Address
  /** Has the sweeper of a database that has one pass every second while the work is done, and not before and after. */
  sweeping?(work: () => Promise<void>): Promise<void>
  /** Ends the database's process and starts another one on the same data. Left out: there is no such process, or nobody here can. */
  startAgain?(): Promise<void>
  close(): Promise<void>
}

export const PLACES: Readonly<Record<ResourceKind, readonly Place[]>> = {
  heap: [{ name: 'the heap', available: true, open: () => Promise.resolve({ address: { resource: 'heap' }, close: () => Promise.resolve() }) }],
  folder: [
    {
      name: 'a folder',
      available: true,
      async open() {
        const path = mkdtempSync(join(tmpdir(), 'sessionscope-store-'))
        return { address: { resource: 'folder', path }, close: async () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) }
      },
    },
  ],
  mongodb: [
    {
      name: realMongodb.name,
      available: realMongodb.available,
      async open() {
        // One before MongoDB 7 would first sleep out its minute, so it is set to a second from the start, and kept from sweeping.
        const server = await startMongodWith(['--setParameter', 'ttlMonitorSleepSecs=1', '--setParameter', 'ttlMonitorEnabled=false'])
        return { ...placeOf(server, { ttlMonitorEnabled: true }, { ttlMonitorEnabled: false }), startAgain: () => server.restart() }
      },
    },
    {
      name: embeddedMongodb.name,
      available: embeddedMongodb.available,
      open: async () => placeOf(await embeddedMongodb.start(), { ttlMonitorSleepSecs: 1 }, { ttlMonitorSleepSecs: MONGO.ttlMonitorMs / 1000 }),
    },
  ],
  redis: [
    servedPlace('redis', 'a Redis of this machine', await hasProgram('redis'), startProgram),
    servedPlace('redis', 'the embedded Redis', true, startEmbedded),
  ],
  postgres: [
    servedPlace('postgres', 'a PostgreSQL of this machine', (await hasProgram('postgres')) && broughtPackages('postgres'), startProgram),
    servedPlace('postgres', 'PGlite', broughtPackages('postgres', 'pglite'), startEmbedded),
  ],
  mysql: [servedPlace('mysql', 'a MySQL of this machine', (await hasProgram('mysql')) && broughtPackages('mysql'), startProgram)],
  memcached: [servedPlace('memcached', 'a Memcached of this machine', (await hasProgram('memcached')) && broughtPackages('memcached'), startProgram)],
  dynamodb: [servedPlace('dynamodb', 'dynalite', broughtPackages('dynamodb', 'dynalite'), startEmbedded)],
}

function servedPlace<K extends ServedKind>(kind: K, name: string, available: boolean, start: (kind: K) => Promise<TestServer>): Place {
  return {
    name,
    available,
    async open() {
      const server = await start(kind)
      const address = { resource: kind, url: server.url, space: 'sessionscope' } as Address
      return { address, startAgain: () => server.owned.restart(), close: () => server.stop() }
    },
  }
}

type Parameters = Readonly<Record<string, unknown>>

function placeOf(server: TestMongodb, whileSweeping: Parameters, otherwise: Parameters): OpenPlace {
  const set = async (parameters: Parameters) => {
    const client = new MongoClient(server.uri)
    try {
      await client.db('admin').command({ setParameter: 1, ...parameters })
    } finally {
      await client.close()
    }
  }
  return {
    address: { resource: 'mongodb', uri: server.uri, database: 'shop', collection: 'sessions' },
    async sweeping(work) {
      await set(whileSweeping)
      await work().finally(() => set(otherwise))
    },
    close: () => server.stop(),
  }
}
