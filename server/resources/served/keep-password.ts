import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { FILE_MODE } from '../../own-files.js'
import type { Account } from './accounts.js'

/**
 * The password of a database server that runs here, the same in every launch: whoever is in may read files or run programs as the server does, so nobody
 * else on this machine may be let in.
 *
 * @param file where it is kept, for its owner only
 * @param account whose the file is, where not ours
 */
export function keepPassword(file: string, account: Account | null = null): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const password = randomBytes(16).toString('hex')
  writeFileSync(file, `${password}\n`, { mode: FILE_MODE })
  if (account !== null) chownSync(file, account.uid, account.gid)
  return password
}
