/** MySQL and MariaDB: how one is asked, and how a program of this machine is started. */
import { codeOf } from '../../own-files.js'
import type { Connection, ServedDatabase } from './database.js'
import { mysqlProgram } from './mysql-program.js'
import { loadMysql } from './mysql2.js'

/** Names of errors as the server's manual gives them ("Server Error Message Reference"), and those of the driver. */
const AUTH = /^(ER_ACCESS_DENIED|ER_MUST_CHANGE_PASSWORD|ER_NOT_SUPPORTED_AUTH_MODE|ER_HOST_NOT_PRIVILEGED|ER_ACCOUNT_HAS_BEEN_LOCKED|AUTH_SWITCH)/
const RIGHTS: ReadonlySet<string> = new Set(['ER_DBACCESS_DENIED_ERROR', 'ER_TABLEACCESS_DENIED_ERROR', 'ER_SPECIFIC_ACCESS_DENIED_ERROR'])
const STRANGE: ReadonlySet<string> = new Set(['PROTOCOL_CONNECTION_LOST', 'HANDSHAKE_NO_SSL_SUPPORT', 'HANDSHAKE_UNKNOWN_ERROR', 'ECONNRESET', 'EPIPE'])

const database: ServedDatabase = {
  schemes: ['mysql', 'mariadb'],
  usualUrl: 'mysql://root@127.0.0.1:3306',
  load: loadMysql,
  connect,
  refusal(error) {
    const code = codeOf(error)
    if (AUTH.test(code)) return 'auth'
    if (RIGHTS.has(code)) return 'rights'
    if (code === 'PROTOCOL_SEQUENCE_TIMEOUT') return 'late'
    const message = error instanceof Error ? error.message : ''
    return STRANGE.has(code) || /packet|malformed|out of order|unexpected|out of range/i.test(message) ? 'protocol' : null
  },
  program: mysqlProgram(connect),
  embedded: null,
}
export default database

async function connect(url: string, timeoutMs: number): Promise<Connection> {
  const { createConnection } = await loadMysql()
  const connection = await createConnection({ uri: url, connectTimeout: timeoutMs })
  // Without a listener, a lost connection would end the process.
  connection.on('error', () => undefined)
  // Not `end`: a server that is frozen answers no farewell.
  const close = () => connection.destroy()
  const query = (sql: string) => connection.query<readonly { readonly version?: string }[]>({ sql, timeout: timeoutMs })
  try {
    const [[row]] = await query('SELECT VERSION() AS version')
    return {
      version: row?.version?.split('-').slice(0, 2).join('-') ?? '',
      ping: async () => {
        await query('SELECT 1')
      },
      close,
    }
  } catch (error) {
    close()
    throw error
  }
}
