/** Third source: a mongod of this machine, run by mongodb-memory-server-core with its data in the launch's folder. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MongoMemoryServer } from 'mongodb-memory-server-core'
import { MongoInstanceEvents } from 'mongodb-memory-server-core/lib/util/MongoInstance.js'
import { MONGO } from '../config.js'
import type { DatabaseOrder } from '../protocol/ipc.js'
import { describeError } from '../redact.js'
import { findBinary, isExecutable } from './binary-path.js'
import { whyNotWritable } from './data-folder.js'
import { probe } from './probe.js'
import type { OwnedProcess, Refusal, SourceAnswer } from './source.js'

// mongodb-memory-server reads these when it starts a server: it must neither download by itself, nor run another binary than ours,
// nor print a comparison of versions.
process.env.MONGOMS_RUNTIME_DOWNLOAD = 'false'
process.env.MONGOMS_SYSTEM_BINARY_VERSION_CHECK = 'false'
delete process.env.MONGOMS_SYSTEM_BINARY

function refusal(code: Refusal['code'], reason: string): Refusal {
  return { kind: 'binary', outcome: 'failed', code, reason }
}

async function launch(binary: string, folder: string, port: number | undefined): Promise<MongoMemoryServer> {
  return await MongoMemoryServer.create({
    binary: { systemBinary: binary },
    instance: {
      dbPath: folder,
      ip: '127.0.0.1',
      storageEngine: 'wiredTiger',
      launchTimeout: MONGO.launchTimeoutMs,
      args: ['--quiet', '--wiredTigerCacheSizeGB', String(MONGO.wiredTigerCacheGb)],
      ...(port === undefined ? {} : { port, portGeneration: false }),
    },
    // A process group of its own: Ctrl-C in the terminal is for the supervisor, which ends the database last.
    spawn: { detached: process.platform !== 'win32', windowsHide: true },
  })
}

/** A mongod under mongodb-memory-server, whose killer process ends it should this process be killed. */
async function runBinary(binary: string, folder: string): Promise<OwnedProcess & { readonly port: number }> {
  const listeners: ((how: string) => void)[] = []
  let wanted = true
  let stopping: Promise<void> | null = null

  const watch = (server: MongoMemoryServer): MongoMemoryServer => {
    server.instanceInfo?.instance.once(MongoInstanceEvents.instanceClosed, (code: number | null, signal: string | null) => {
      if (wanted) for (const listener of listeners) listener(signal ? `signal ${signal}` : `exit code ${code}`)
    })
    return server
  }
  const portOf = (server: MongoMemoryServer): number => server.instanceInfo?.port ?? 0

  let running = watch(await launch(binary, folder, undefined))
  const port = portOf(running)
  return {
    port,
    get pid() {
      return running.instanceInfo?.instance.mongodProcess?.pid ?? null
    },
    async restart() {
      await running.stop({ doCleanup: false })
      if (!wanted) return
      const next = await launch(binary, folder, port)
      // On another port nobody would find it.
      if (portOf(next) !== port || !wanted) {
        await next.stop({ doCleanup: false })
        if (wanted) throw new Error(`port ${port} was taken by another program`)
      }
      running = watch(next)
    },
    onDeath: (listener) => void listeners.push(listener),
    stop() {
      wanted = false
      stopping ??= running.stop({ doCleanup: false }).then(() => {})
      return stopping
    },
  }
}

export async function openBinary(order: DatabaseOrder): Promise<SourceAnswer> {
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
  mkdirSync(folder, { recursive: true })
  let owned: OwnedProcess | undefined
  try {
    owned = await runBinary(binary.path, folder)
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
