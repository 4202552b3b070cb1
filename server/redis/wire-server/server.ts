/** The embedded server: Redis' protocol on a port of 127.0.0.1, keys in memory and in a file. */
import { randomBytes } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { getHeapStatistics } from 'node:v8'
import { EMBEDDED_REDIS } from '../../config.js'
import type { Client } from './client.js'
import type { ServerContext } from './command-types.js'
import { serveConnection, type Traffic } from './connection.js'
import { Databases } from './databases.js'
import type { JournalDamage } from './journal.js'
import { RedisError } from './redis-error.js'
import { encodeReply } from './replies.js'

export interface EmbeddedRedis {
  /** For any client; there is nobody to log in as. */
  readonly url: string
  readonly port: number
  /** What could not be read of its file; null: everything could. */
  readonly damage: JournalDamage | null
  /** Ends all connections; what they were answered is kept. Idempotent. */
  close(): Promise<void>
}

export interface EmbeddedRedisOptions {
  /** Where its file is; null: it keeps nothing. One server a folder. */
  readonly dataFolder: string | null
  /** 0 or left out: a free one. */
  readonly port?: number
  /** Bytes that all keys together may take; left out: what fits into this process. */
  readonly maxMemoryBytes?: number
}

/** @throws Error when the folder cannot be used or the port is taken */
export async function openEmbeddedRedis({ dataFolder, port = 0, maxMemoryBytes = whatFits() }: EmbeddedRedisOptions): Promise<EmbeddedRedis> {
  const databases = await Databases.open(dataFolder)
  const sockets = new Set<Socket>()
  const clients = new Map<number, Client>()
  const traffic: Traffic = { unfinishedBytes: 0, nextId: 1 }
  let actualPort = port
  const context: ServerContext = {
    databases,
    clients,
    startedAt: Date.now(),
    runId: randomBytes(20).toString('hex'),
    port: () => actualPort,
    counters: { connections: 0, commands: 0, hits: 0, misses: 0 },
    maxMemoryBytes,
    lastSave: Math.floor(Date.now() / 1000),
  }
  const server = createServer((socket) => {
    if (sockets.size >= EMBEDDED_REDIS.maxConnections) {
      socket.on('error', () => socket.destroy())
      socket.end(encodeReply(new RedisError('max number of clients reached'), 2))
      return
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serveConnection(socket, context, clients, traffic)
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  } catch (error) {
    databases.close()
    throw error
  }
  const address = server.address()
  actualPort = typeof address === 'object' && address ? address.port : port
  let closing: Promise<void> | null = null
  return {
    url: `redis://127.0.0.1:${actualPort}`,
    port: actualPort,
    damage: databases.damage,
    close() {
      closing ??= (async () => {
        const closed = new Promise<void>((resolve) => server.close(() => resolve()))
        for (const socket of sockets) socket.destroy()
        await closed
        databases.close()
      })()
      return closing
    },
  }
}

function whatFits(): number {
  return Math.floor(getHeapStatistics().heap_size_limit * EMBEDDED_REDIS.heapShare)
}
