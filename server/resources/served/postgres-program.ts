/** A PostgreSQL of this machine, started with a data folder of its own. */
import { chownSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { why } from '../../protocol/why.js'
import { temporaryFolder } from '../temporary-folder.js'
import { type Account, accountOf, isRoot } from './accounts.js'
import { keepServedSecrets } from './address.js'
import type { Connection, ServedProgram } from './database.js'
import { keepPassword } from './keep-password.js'
import { refused } from './refusals.js'
import { runProgram, runToEnd } from './run-program.js'

const USER = 'sessionscope'
/** Where systems keep the server out of PATH: Debian, Red Hat, Homebrew, Postgres.app. `*` is a version. */
const HIDDEN = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
]
/** It is a guest on a laptop: connections for two shops and a curious person, and little memory. */
const ARGS = ['-c', 'unix_socket_directories=', '-c', 'max_connections=60', '-c', 'shared_buffers=16MB', '-c', 'jit=off']

/** @param connect asks whether it answers */
export function postgresProgram(connect: (url: string, timeoutMs: number) => Promise<Connection>): ServedProgram {
  return {
    names: ['postgres'],
    folders: () => HIDDEN.flatMap(newestFirst),
    async start(path, folder, calledOff) {
      const account = isRoot() ? accountOf(['postgres', 'nobody']) : null
      if (isRoot() && account === null)
        return refused(
          why(
            'served-refuses-root',
            { path },
            `${path} refuses to run as root, and there is no other account to run it as. Start Sessionscope as another user, or start a PostgreSQL yourself.`,
          ),
        )
      // Ours is closed to every other account, those above it may be too.
      const home = account === null ? folder : temporaryFolder('sessionscope-postgres-', account.uid)
      const leave = () => account !== null && rmSync(home, { recursive: true, force: true, maxRetries: 3 })
      try {
        if (account !== null) chownSync(home, account.uid, account.gid)
        const password = keepPassword(join(home, 'password'), account)
        const url = (port: number) => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`
        keepServedSecrets(url(0))
        await prepare(path, home, calledOff, account)
        const owned = await runProgram(
          {
            path,
            args: (port) => ['-D', join(home, 'data'), '-h', '127.0.0.1', '-p', String(port), ...ARGS],
            ...(account === null ? {} : { account, leaves: home }),
            // A fast shutdown: who is connected is sent away (PostgreSQL manual, "Shutting Down the Server").
            endSignal: 'SIGINT',
            answers: async (port) => (await connect(url(port), 1_000)).close(),
          },
          calledOff,
        )
        const stop = () => owned.stop().finally(leave)
        return {
          // Not spread: its process ID changes.
          owned: Object.assign(Object.create(owned), { stop }),
          url: url(owned.port),
          ...(account === null ? {} : { apart: { account: account.name, folder: home } }),
        }
      } catch (error) {
        leave()
        throw error
      }
    },
  }
}

/** Makes the data folder, in one go: what was interrupted is made anew. */
async function prepare(path: string, home: string, calledOff: AbortSignal, account: Account | null): Promise<void> {
  const data = join(home, 'data')
  if (existsSync(data)) return
  const unfinished = join(home, 'data-unfinished')
  rmSync(unfinished, { recursive: true, force: true })
  const args = ['-D', unfinished, '-U', USER, '--auth=scram-sha-256', `--pwfile=${join(home, 'password')}`, '--encoding=UTF8', '--locale=C', '--no-sync']
  await runToEnd(join(dirname(path), process.platform === 'win32' ? 'initdb.exe' : 'initdb'), args, calledOff, account ?? undefined)
  renameSync(unfinished, data)
}

/** @param pattern a folder with one `*` */
function newestFirst(pattern: string): readonly string[] {
  const [before = '', after = ''] = pattern.split('*')
  const parent = before.slice(0, before.lastIndexOf('/'))
  const start = before.slice(parent.length + 1)
  if (!existsSync(parent)) return []
  const versions = readdirSync(parent).filter((name) => name.startsWith(start))
  return versions.sort((a, b) => b.localeCompare(a, 'en', { numeric: true })).map((name) => `${parent}/${name}${after}`)
}
