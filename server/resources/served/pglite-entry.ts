/** PGlite, PostgreSQL in WebAssembly, behind its socket: a process of its own, which ends itself when the one that started it is gone. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { importPackage } from '../../stores/packages.js'
import { temporaryFolder } from '../temporary-folder.js'
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
  const { path, goesWithUs } = quietPlace(folder)
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
      rmSync(goesWithUs, { recursive: true, force: true })
    },
  }
}

/** Of a socket, in a folder that is its owner's only. Systems cut off paths that are longer than about a hundred bytes. */
function quietPlace(folder: string | null): { readonly path: string; readonly goesWithUs: string } {
  const pipe = `\\\\.\\pipe\\sessionscope-${process.pid}`
  if (process.platform === 'win32') return { path: pipe, goesWithUs: pipe }
  const beside = `${folder}.socket`
  if (folder !== null && Buffer.byteLength(beside) < MAX_PATH_BYTES) return { path: beside, goesWithUs: beside }
  const temporary = temporaryFolder('sessionscope-pglite-')
  return { path: join(temporary, 'socket'), goesWithUs: temporary }
}

runEmbeddedServer('PGlite', start)
