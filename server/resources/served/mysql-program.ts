/** A MariaDB or MySQL of this machine, started with a data folder of its own. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FILE_MODE } from '../../own-files.js'
import { isRoot } from './accounts.js'
import { keepServedSecrets } from './address.js'
import type { Connection, ServedProgram } from './database.js'
import { findProgram } from './find-program.js'
import { keepPassword } from './keep-password.js'
import { runProgram, runToEnd } from './run-program.js'

const USER = 'sessionscope'
const FOLDERS = ['/usr/sbin', '/usr/libexec', '/usr/local/sbin', '/usr/local/mysql/bin', '/opt/homebrew/opt/mariadb/bin', '/opt/homebrew/opt/mysql/bin']
/** It is a guest on a laptop: little memory, few connections, and no way in but the one port. Nothing of the system's own settings is read. */
const SIZES = ['--innodb-buffer-pool-size=16M', '--loose-innodb-log-file-size=8M']
const ARGS = [...SIZES, '--key-buffer-size=1M', '--max-connections=60', '--performance-schema=OFF', '--loose-mysqlx=OFF', '--skip-name-resolve', '--socket=']

/** @param connect asks whether it answers */
export function mysqlProgram(connect: (url: string, timeoutMs: number) => Promise<Connection>): ServedProgram {
  return {
    names: ['mariadbd', 'mysqld'],
    folders: () => FOLDERS,
    async start(path, folder, calledOff) {
      const password = keepPassword(join(folder, 'password'))
      const url = (port: number) => `mysql://${USER}:${password}@127.0.0.1:${port}/${USER}`
      keepServedSecrets(url(0))
      // It refuses to run as root unless it is told to; its folder is ours, and closed to every other account.
      const as = isRoot() ? ['--user=root'] : []
      const data = join(folder, 'data')
      await prepare(path, data, as, calledOff)
      const begin = join(folder, 'begin.sql')
      writeFileSync(begin, beginWith(password), { mode: FILE_MODE })
      const owned = await runProgram(
        {
          path,
          args: (port) => [
            '--no-defaults',
            ...as,
            `--datadir=${data}`,
            `--init-file=${begin}`,
            `--pid-file=${join(folder, 'pid')}`,
            '--bind-address=127.0.0.1',
            `--port=${port}`,
            ...ARGS,
          ],
          answers: async (port) => (await connect(url(port), 1_000)).close(),
        },
        calledOff,
      )
      return { owned, url: url(owned.port) }
    },
  }
}

/** One line a statement, done at each start before anybody is let in: a user and a database of the sandbox's own; that user sees no other. */
function beginWith(password: string): string {
  const statements = [
    `CREATE USER IF NOT EXISTS '${USER}'@'127.0.0.1' IDENTIFIED BY '${password}'`,
    `CREATE DATABASE IF NOT EXISTS ${USER}`,
    `GRANT ALL ON \`${USER}%\`.* TO '${USER}'@'127.0.0.1'`,
  ]
  return statements.map((statement) => `${statement};\n`).join('')
}

/** Makes the data folder, in one go: what was interrupted is made anew. The users that it comes with get in by a socket only, and there is none. */
async function prepare(path: string, data: string, as: readonly string[], calledOff: AbortSignal): Promise<void> {
  if (existsSync(data)) return
  const unfinished = `${data}-unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  // MariaDB's own script; MySQL does it by itself.
  const script = path.endsWith('mariadbd') ? findProgram(['mariadb-install-db', 'mysql_install_db'], [join(dirname(dirname(path)), 'bin'), '/usr/bin']) : null
  const options = ['--no-defaults', ...as, `--datadir=${unfinished}`, ...SIZES]
  if (script !== null) await runToEnd(script, [...options, '--auth-root-authentication-method=socket', '--skip-test-db', '--skip-name-resolve'], calledOff)
  else await runToEnd(path, [...options, '--initialize-insecure'], calledOff)
  renameSync(unfinished, data)
}
