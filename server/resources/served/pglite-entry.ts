/** PGlite, PostgreSQL in WebAssembly, behind its socket: a process of its own, which ends itself when the one that started it is gone. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importPackage } from '../../stores/packages.js'
import type { EmbeddedServerOrder } from './database.js'
import { runEmbeddedServer, type StartedServer } from './embedded-entry.js'
import { postgresDoor } from './postgres-door.js'

interface Pglite {
  close(): Promise<void>
}

interface PgliteModule {
  readonly PGlite: { create(folder?: string): Promise<Pglite> }
}

interface SocketModule {
  readonly PGLiteSocketServer: new (options: { db: Pglite; path: string; maxConnections: number }) => { start(): Promise<void>; stop(): Promise<void> }
}

const CONNECTIONS = 60
const MAX_PATH_BYTES = 100

async function start({ folder, port, password }: EmbeddedServerOrder): Promise<StartedServer> {
  const { PGlite } = await importPackage<PgliteModule>('@electric-sql/pglite')
  const { PGLiteSocketServer } = await importPackage<SocketModule>('@electric-sql/pglite-socket')
  const db = await PGlite.create(folder ?? undefined)
  // It lets everybody in, so it listens where only this account may come, and whoever asks for a password stands in front.
  const path = quietPlace(folder)
  rmSync(path, { force: true })
  const server = new PGLiteSocketServer({ db, path, maxConnections: CONNECTIONS })
  await server.start()
  const door = postgresDoor(path, password)
  door.listen(port, '127.0.0.1')
  await once(door, 'listening')
  const address = door.address()
  if (address === null || typeof address === 'string') throw new Error('no port of 127.0.0.1 is free')
  return {
    port: address.port,
    async end() {
      door.close()
      await server.stop().catch(() => undefined)
      await db.close().catch(() => undefined)
      rmSync(path, { force: true })
    },
  }
}

/** Of a socket, in a folder that is its owner's only. Systems cut off paths that are longer than about a hundred bytes. */
function quietPlace(folder: string | null): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\sessionscope-${process.pid}`
  const beside = `${folder}.socket`
  return folder !== null && Buffer.byteLength(beside) < MAX_PATH_BYTES ? beside : join(mkdtempSync(join(tmpdir(), 'sessionscope-pglite-')), 'socket')
}

runEmbeddedServer('PGlite', start)
