/** PostgreSQL: how one is asked, and how a program of this machine is started. */
import { codeOf } from '../../own-files.js'
import type { Connection, ServedDatabase } from './database.js'
import { loadPg } from './pg.js'
import { postgresProgram } from './postgres-program.js'

/** PGlite answers as this version of PostgreSQL (its README). */
const PGLITE_VERSION = '18 (PGlite)'

/** Codes of PostgreSQL's manual, appendix A: invalid password, invalid authorization. */
const AUTH: ReadonlySet<string> = new Set(['28P01', '28000'])
/** Insufficient privilege. */
const RIGHTS = '42501'

const database: ServedDatabase = {
  schemes: ['postgres', 'postgresql'],
  usualUrl: 'postgres://postgres@127.0.0.1:5432/postgres',
  load: loadPg,
  connect,
  refusal(error) {
    const code = codeOf(error)
    const message = error instanceof Error ? error.message : ''
    // Without a password, the driver has nothing to answer to SCRAM with.
    if (AUTH.has(code) || /SASL|client password must be a string/.test(message)) return 'auth'
    if (code === RIGHTS) return 'rights'
    // The driver's own limits may be over before ours.
    if (/timeout (expired|exceeded)/i.test(message)) return 'late'
    return code === 'ECONNRESET' || /invalid response|unexpected|Unknown message|terminated unexpectedly/i.test(message) ? 'protocol' : null
  },
  program: postgresProgram(connect),
  embedded: {
    entry: 'resources/served/pglite-entry',
    hasPassword: true,
    url: (port, password) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    version: PGLITE_VERSION,
  },
}
export default database

async function connect(url: string, timeoutMs: number): Promise<Connection> {
  const { Client } = await loadPg()
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, application_name: 'sessionscope-health' })
  // Without a listener, a lost connection would end the process.
  client.on('error', () => undefined)
  const close = () => {
    client.end().catch(() => undefined)
    // A server that is frozen answers no farewell.
    client.connection?.stream?.destroy()
  }
  try {
    await client.connect()
    const { rows } = await client.query<{ readonly server_version: string }>('SHOW server_version')
    return {
      version: rows[0]?.server_version.split(' ')[0] ?? '',
      ping: async () => {
        await client.query('SELECT 1')
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
