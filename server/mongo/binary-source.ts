/** Third source: a mongod of this machine, run by mongodb-memory-server-core with its data in the launch's folder. */
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { getFreePort } from 'mongodb-memory-server-core/lib/util/getport/index.js'
import { MongoInstance, MongoInstanceEvents } from 'mongodb-memory-server-core/lib/util/MongoInstance.js'
import { CHILDREN, MONGO } from '../config.js'
import { whyNotWritable } from '../own-files.js'
import type { MongodbOrder } from '../protocol/ipc.js'
import { type Ending, endingOf } from '../protocol/why.js'
import { describeError } from '../redact.js'
import type { OwnedProcess } from '../resources/owned-process.js'
import { findBinary, isExecutable } from './binary-path.js'
import { probe } from './probe.js'
import type { Refusal, SourceAnswer } from './source.js'

// mongodb-memory-server reads these when it starts a server: it must neither download by itself, nor run another binary than ours,
// nor print a comparison of versions.
process.env.MONGOMS_RUNTIME_DOWNLOAD = 'false'
process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false'
delete process.env.MONGOMS_SYSTEM_BINARY

function refusal(code: Refusal['code'], reason: string): Refusal {
  return { kind: 'binary', outcome: 'failed', code, reason }
}

/**
 * A mongod that is ready. The instance instead of MongoMemoryServer around it, which gives no hold of a process that is still starting.
 *
 * @throws Error when it does not start, and when it is called off: then it has ended
 */
async function launch(binary: string, folder: string, database: string, port: number, calledOff: AbortSignal): Promise<MongoInstance> {
  const isInOrder = endedInOrder(folder)
  const instance = new MongoInstance({
    binary: { systemBinary: binary },
    instance: {
      port,
      dbPath: folder,
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      launchTimeout: MONGO.launchTimeoutMs,
      args: ['--quiet', '--wiredTigerCacheSizeGB', String(MONGO.wiredTigerCacheGb)],
    },
    // A process group of its own: Ctrl-C in the terminal is for the supervisor, which ends the database last.
    spawn: { detached: process.platform !== 'win32', windowsHide: true },
  })
  const stop = () => void instance.stop().catch(() => {})
  calledOff.addEventListener('abort', stop)
  try {
    await instance.start()
    if (!isInOrder) await recount(port, database)
    calledOff.throwIfAborted()
    return instance
  } catch (error) {
    await instance.stop()
    throw error
  } finally {
    calledOff.removeEventListener('abort', stop)
  }
}

/** A mongod that ended in order leaves its lock file empty. */
function endedInOrder(folder: string): boolean {
  return (statSync(join(folder, 'mongod.lock'), { throwIfNoEntry: false })?.size ?? 0) === 0
}

/**
 * After a crash the documents are all there, but the number that MongoDB keeps beside them is that of the last checkpoint:
 * the page would say that nothing is stored. `validate` sets it right; without it everything else works.
 */
async function recount(port: number, database: string): Promise<void> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, { serverSelectionTimeoutMS: MONGO.serverSelectionTimeoutMs })
  try {
    for (const { name } of await client.db(database).listCollections({}, { nameOnly: true }).toArray()) await client.db(database).command({ validate: name })
  } catch {
  } finally {
    await client.close().catch(() => {})
  }
}

/**
 * It is gone already, or frozen. One that was merely stopped writes its journal down when it is told to go on and to end: what it acknowledged in its
 * last tenth of a second stands nowhere else.
 */
async function endByForce(mongod: MongoInstance['mongodProcess']): Promise<void> {
  if (!mongod || mongod.exitCode !== null || mongod.signalCode !== null) return
  const gone = once(mongod, 'exit')
  for (const signal of ['SIGCONT', 'SIGTERM'] as const) mongod.kill(signal)
  const timer = setTimeout(() => mongod.kill('SIGKILL'), CHILDREN.killAfterMs)
  await gone
  clearTimeout(timer)
}

function hasExited({ mongodProcess }: MongoInstance): boolean {
  return mongodProcess === undefined || mongodProcess.exitCode !== null || mongodProcess.signalCode !== null
}

/** A mongod under mongodb-memory-server, whose killer process ends it should this process be killed. */
async function runBinary(binary: string, folder: string, database: string, calledOff: AbortSignal): Promise<OwnedProcess> {
  const listeners: ((how: Ending) => void)[] = []
  const unwanted = new AbortController()
  let stopping: Promise<unknown> | null = null

  const watch = (instance: MongoInstance): MongoInstance => {
    instance.once(MongoInstanceEvents.instanceClosed, (code: number | null, signal: string | null) => {
      if (unwanted.signal.aborted) return
      for (const listener of listeners) listener(endingOf(code, signal))
    })
    return instance
  }

  const port = await getFreePort()
  const begin = async (signal: AbortSignal) => watch(await launch(binary, folder, database, port, signal))
  let running = await begin(calledOff)
  return {
    port,
    get pid() {
      return running.mongodProcess?.pid ?? null
    },
    hasEnded: () => hasExited(running),
    async restart() {
      await endByForce(running.mongodProcess)
      await running.stop()
      if (!unwanted.signal.aborted) running = await begin(unwanted.signal)
    },
    onDeath: (listener) => void listeners.push(listener),
    async stop() {
      unwanted.abort()
      stopping ??= running.stop()
      await stopping
    },
  }
}

export async function openBinary(order: MongodbOrder, calledOff: AbortSignal): Promise<SourceAnswer> {
  const binary = findBinary(order.mongodBinary)
  if (!binary) {
    return refusal(
      'no-binary',
      'There is no mongod on this machine (looked in MONGOD_BINARY, PATH and the cache of mongodb-memory-server). Install MongoDB, or download one from the dashboard.',
    )
  }
  if (!isExecutable(binary.path)) {
    return refusal('binary-not-executable', `${binary.path} (${binary.foundIn}) is not there or may not be run. Check the path and its permissions.`)
  }
  const folder = join(order.dataFolder, 'mongod')
  const unwritable = whyNotWritable(folder)
  if (unwritable)
    return refusal('folder-not-writable', `The folder for its data, ${folder}, cannot be used: ${unwritable}. Make room there, or choose another data folder.`)
  let owned: OwnedProcess | undefined
  try {
    owned = await runBinary(binary.path, folder, order.database, calledOff)
    const uri = `mongodb://127.0.0.1:${owned.port}/?directConnection=true`
    const answer = await probe({ uri, database: order.database, collection: order.collection }, MONGO.serverSelectionTimeoutMs)
    if (!answer.ok) throw new Error(answer.what)
    return {
      kind: 'binary',
      uri,
      version: answer.version,
      code: 'binary-runs',
      reason: `${binary.path} (${binary.foundIn}) runs on a port of its own.`,
      process: owned,
    }
  } catch (error) {
    await owned?.stop().catch(() => {})
    const detail = describeError(error).split('\n').slice(0, 3).join(' ').slice(0, 400)
    return refusal('binary-failed', `${binary.path} (${binary.foundIn}) did not start: ${detail}. Run it with --version in a terminal to see what it lacks.`)
  }
}
