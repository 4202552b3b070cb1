/** Memcached: how one is asked, and how a program of this machine is started. */
import { codeOf } from '../../own-files.js'
import { importPackage } from '../../stores/packages.js'
import { accountOf, isRoot } from './accounts.js'
import type { Connection, ServedDatabase } from './database.js'
import { MemcachedClient } from './memcached-client.js'
import { runProgram } from './run-program.js'

/** What it holds at most, in megabytes: then it pushes out whoever was not asked for longest. */
const MEMORY_MB = 64

const database: ServedDatabase = {
  schemes: ['memcached'],
  usualUrl: 'memcached://127.0.0.1:11211',
  load: () => importPackage('connect-memcached'),
  connect,
  refusal(error) {
    const code = codeOf(error)
    if (error instanceof Error && /unauthenticated/i.test(error.message)) return 'auth'
    return code === 'protocol' || code === 'refused' || code === 'ECONNRESET' ? 'protocol' : null
  },
  program: {
    names: ['memcached'],
    folders: () => ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'],
    async start(path, _folder, calledOff) {
      const url = (port: number) => `memcached://127.0.0.1:${port}`
      // It keeps nothing on the disk, and so needs no rights; as root it refuses to run.
      const account = isRoot() ? accountOf(['memcache', 'nobody']) : null
      const asRoot = isRoot() && account === null ? ['-u', 'root'] : []
      const owned = await runProgram(
        {
          path,
          args: (port) => ['-l', '127.0.0.1', '-p', String(port), '-U', '0', '-m', String(MEMORY_MB), '-t', '2', ...asRoot],
          ...(account === null ? {} : { account }),
          answers: async (port) => (await connect(url(port), 1_000)).close(),
        },
        calledOff,
      )
      return { owned, url: url(owned.port) }
    },
  },
  embedded: null,
}
export default database

async function connect(url: string, timeoutMs: number): Promise<Connection> {
  const client = await MemcachedClient.connect(url, timeoutMs)
  try {
    return {
      version: await client.version(),
      ping: async () => {
        await client.version()
      },
      close: () => client.close(),
    }
  } catch (error) {
    client.close()
    throw error
  }
}
