/** Redis: how one is asked, and how a program of this machine is started. */
import { EMBEDDED_REDIS } from '../../config.js'
import { codeOf } from '../../own-files.js'
import type { Connection, ServedDatabase } from './database.js'
import { runProgram } from './run-program.js'

const database: ServedDatabase = {
  schemes: ['redis', 'rediss'],
  usualUrl: 'redis://127.0.0.1:6379',
  load: () => import('redis'),
  connect,
  refusal(error) {
    const code = codeOf(error)
    const message = error instanceof Error ? error.message : ''
    if (/^(NOAUTH|WRONGPASS)\b|AUTH <password>/.test(message)) return 'auth'
    if (/^NOPERM\b/.test(message)) return 'rights'
    const isStrange = /socket closed unexpectedly|unknown resp type|protocol error|unknown command/i.test(message)
    return isStrange || code === 'ECONNRESET' || /^(ERR_SSL|EPROTO)/.test(code) ? 'protocol' : null
  },
  program: {
    names: ['redis-server', 'valkey-server'],
    folders: () => ['/opt/homebrew/bin', '/usr/local/bin', '/usr/sbin'],
    async start(path, folder, calledOff) {
      const url = (port: number) => `redis://127.0.0.1:${port}`
      const owned = await runProgram(
        {
          path,
          // What it has acknowledged is in its file, as with the embedded one. It reads no file of settings.
          args: (port) => ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--daemonize', 'no'],
          answers: async (port) => (await connect(url(port), 1_000)).close(),
        },
        calledOff,
      )
      return { owned, url: url(owned.port) }
    },
  },
  embedded: { entry: 'redis/wire-server/entry', url: (port) => `redis://127.0.0.1:${port}`, version: EMBEDDED_REDIS.version },
}
export default database

async function connect(url: string, timeoutMs: number): Promise<Connection> {
  const { createClient } = await import('redis')
  const client = createClient({
    url,
    RESP: 2,
    name: 'sessionscope-health',
    disableOfflineQueue: true,
    socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
  })
  // Without a listener, a lost connection would end the process.
  client.on('error', () => undefined)
  const close = () => {
    if (client.isOpen) client.destroy()
  }
  try {
    await client.connect()
    const version = /^redis_version:(.*?)\r?$/m.exec(await client.info('server'))?.[1] ?? ''
    return {
      version,
      ping: async () => {
        await client.ping()
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
