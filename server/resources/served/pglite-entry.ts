/** PGlite, PostgreSQL in WebAssembly, behind its socket: a process of its own, which ends itself when the one that started it is gone. */
import { problemOf } from '../../protocol/problem.js'
import { describeError } from '../../redact.js'
import { importPackage } from '../../stores/packages.js'
import type { EmbeddedServerAnswer, EmbeddedServerOrder } from './database.js'
import { freePort } from './run-program.js'

interface Pglite {
  close(): Promise<void>
}

interface PgliteModule {
  readonly PGlite: { create(folder?: string): Promise<Pglite> }
}

interface SocketModule {
  readonly PGLiteSocketServer: new (options: {
    db: Pglite
    host: string
    port: number
    maxConnections: number
  }) => { start(): Promise<void>; stop(): Promise<void> }
}

const CONNECTIONS = 60

process.on('SIGINT', () => {})
let end = (): Promise<void> => Promise.resolve()
const leave = () => void end().finally(() => process.exit(0))
process.on('disconnect', leave)
process.on('SIGTERM', leave)
process.on('unhandledRejection', (reason) => console.error(`PGlite: ${describeError(reason)}`))
process.on('uncaughtException', (error) => {
  // A client that hangs up is no reason to end; what is wrong with the server itself shows in its answers.
  console.error(`PGlite: ${describeError(error)}`)
})

process.once('message', (order: EmbeddedServerOrder) => {
  start(order).then(
    (port) => answer({ ok: true, port }),
    (error: unknown) => answer({ ok: false, problem: problemOf(error) }),
  )
})

function answer(message: EmbeddedServerAnswer): void {
  process.send?.(message, undefined, undefined, () => {})
}

async function start({ folder, port: wanted }: EmbeddedServerOrder): Promise<number> {
  const { PGlite } = await importPackage<PgliteModule>('@electric-sql/pglite')
  const { PGLiteSocketServer } = await importPackage<SocketModule>('@electric-sql/pglite-socket')
  const db = await PGlite.create(folder ?? undefined)
  const port = wanted === 0 ? await freePort() : wanted
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port, maxConnections: CONNECTIONS })
  await server.start()
  end = async () => {
    await server.stop().catch(() => undefined)
    await db.close().catch(() => undefined)
  }
  return port
}
