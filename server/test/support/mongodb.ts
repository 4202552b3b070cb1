/** Databases for tests: each kind of MongoDB that this machine can run. */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoMemoryServer } from 'mongodb-memory-server-core'
import { getFreePort } from 'mongodb-memory-server-core/lib/util/getport/index.js'
import type { EmbeddedAnswer, EmbeddedOrder } from '../../mongo/wire-server/entry.js'
import { entryPath } from '../../paths.js'
import { isFull, isRepeated } from './thoroughness.js'

export interface TestMongodb {
  readonly uri: string
  /** Of the process to stop, freeze and thaw. */
  readonly pid: number
  readonly port: number
  stop(): Promise<void>
}

export interface TestMongodbKind {
  readonly name: string
  /** False: the machine lacks it, and tests of it step aside. */
  readonly available: boolean
  /** @param port to come back on, after an earlier one was stopped */
  start(port?: number): Promise<TestMongodb>
}

async function startMongod(port?: number): Promise<TestMongodb> {
  process.env.MONGOMS_RUNTIME_DOWNLOAD = 'false'
  process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false'
  const folder = await mkdtemp(join(tmpdir(), 'sessionscope-mongod-'))
  const server = await MongoMemoryServer.create({
    binary: { systemBinary: process.env.MONGOD_BINARY ?? '' },
    instance: {
      dbPath: folder,
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      launchTimeout: 40_000,
      args: ['--quiet', '--wiredTigerCacheSizeGB', '0.25'],
      ...(port ? { port, portGeneration: false } : {}),
    },
  })
  const pid = server.instanceInfo?.instance.mongodProcess?.pid
  if (!pid) throw new Error('The mongod has no process.')
  return {
    uri: `mongodb://127.0.0.1:${server.instanceInfo?.port}`,
    pid,
    port: server.instanceInfo?.port ?? 0,
    async stop() {
      await server.stop({ doCleanup: false })
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A real mongod with options of its own (`--auth`, `--tlsMode`, `--replSet`), which the helper above would add to or take away.
 *
 * @throws with its last words when it does not listen
 */
export async function startMongodWith(args: readonly string[]): Promise<TestMongodb & { restart(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sessionscope-mongod-'))
  const port = await getFreePort()
  const common = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--wiredTigerCacheSizeGB', '0.25']
  let child = await startedMongod([...common, ...args])
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const end = async (signal: NodeJS.Signals) => {
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    uri: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    get pid() {
      return child.pid ?? 0
    },
    port,
    async restart() {
      await end('SIGTERM')
      child = await startedMongod([...common, ...args])
    },
    async stop() {
      await end('SIGKILL')
      process.off('exit', endWithUs)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startedMongod(args: readonly string[]) {
  const child = spawn(process.env.MONGOD_BINARY ?? '', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
      if (said.includes('Waiting for connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`The mongod did not start: ${said}`)))
  })
  return child
}

/** A real MongoDB; MONGOD_BINARY says where its mongod is. */
export const realMongodb: TestMongodbKind = { name: 'a real MongoDB', available: Boolean(process.env.MONGOD_BINARY), start: startMongod }

/** The embedded server, in a process of its own, as the sandbox runs it. */
async function startEmbedded(port = 0): Promise<TestMongodb> {
  const folder = await mkdtemp(join(tmpdir(), 'sessionscope-embedded-'))
  const child = fork(entryPath('mongo/wire-server/entry'), { serialization: 'advanced', execArgv: [] })
  const order: EmbeddedOrder = { dataFolder: folder, port }
  child.send(order)
  const [answer] = (await once(child, 'message')) as [EmbeddedAnswer]
  if (!answer.ok) throw new Error(answer.reason)
  return {
    uri: `mongodb://127.0.0.1:${answer.port}/?directConnection=true`,
    pid: child.pid ?? 0,
    port: answer.port,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const embeddedMongodb: TestMongodbKind = { name: 'the embedded server', available: true, start: startEmbedded }

/** Every kind of MongoDB that a store must get along with. */
export const mongodbKinds: readonly TestMongodbKind[] = [realMongodb, embeddedMongodb]

/**
 * For what is long by nature and about what stands in front of the database: every kind under `npm run test:full`, else one, since what they answer is the same
 * (server/mongo/parity.integration.test.ts). Repeated under another Node.js, the one that is made of it.
 *
 * @param preferred the one of `npm test`, where this machine has it
 */
export function mongodbSample(preferred: TestMongodbKind): readonly TestMongodbKind[] {
  if (isFull) return mongodbKinds
  return [preferred.available && !isRepeated ? preferred : embeddedMongodb]
}
