/** The embedded server: MongoDB's wire protocol on a port of 127.0.0.1, documents in memory and in files. */
import { createServer, type Socket } from 'node:net'
import { EMBEDDED } from '../../config.js'
import { Catalog, type DataDamage } from './catalog.js'
import type { CommandContext } from './commands.js'
import { serveConnection, type Traffic } from './connection.js'
import { Cursors } from './cursors.js'
import { startTtlMonitor } from './ttl.js'

export interface EmbeddedServer {
  /** For any driver; there is nobody to log in as. */
  readonly uri: string
  readonly port: number
  /** What could not be read of its files. */
  readonly damage: DataDamage
  /** Removes expired documents now. @returns how many */
  sweep(now?: number): Promise<number>
  /** Ends all connections and writes what is still to be written. Idempotent. */
  close(): Promise<void>
}

export interface EmbeddedServerOptions {
  /** Where its files are; null: it keeps nothing. One server a folder. */
  readonly dataFolder: string | null
  /** 0 or left out: a free one. */
  readonly port?: number
  /** Called now and then while its files are read. */
  readonly progress?: () => void
}

/** @throws Error when the folder cannot be used or the port is taken */
export async function openEmbeddedServer({ dataFolder, port = 0, progress }: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const catalog = await Catalog.open(dataFolder, progress)
  const sockets = new Set<Socket>()
  const traffic: Traffic = { unfinishedBytes: 0, replyId: 1 }
  const ttl = startTtlMonitor(catalog)
  let actualPort = port
  const context: CommandContext = {
    catalog,
    cursors: new Cursors(),
    startedAt: Date.now(),
    address: () => `127.0.0.1:${actualPort}`,
    connections: () => sockets.size,
    inMemory: dataFolder === null,
    ttl,
    counters: new Map(),
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serveConnection(socket, context, traffic)
  })
  server.maxConnections = EMBEDDED.maxConnections
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  actualPort = typeof address === 'object' && address ? address.port : port
  let closing: Promise<void> | null = null
  return {
    uri: `mongodb://127.0.0.1:${actualPort}/?directConnection=true`,
    port: actualPort,
    damage: catalog.damage,
    sweep: ttl.sweep,
    close() {
      closing ??= (async () => {
        ttl.stop()
        const closed = new Promise<void>((resolve) => server.close(() => resolve()))
        for (const socket of sockets) socket.destroy()
        await closed
        await catalog.close()
      })()
      return closing
    },
  }
}
