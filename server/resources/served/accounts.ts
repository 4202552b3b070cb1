/** Accounts of this machine, for programs that refuse to run as root. */
import { existsSync, readFileSync } from 'node:fs'

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Are we root, who some programs refuse to run as? */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The first of these accounts that there is; null: none of them, or no list of accounts. */
export function accountOf(names: readonly string[]): Account | null {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  const accounts = lines.map((line) => line.split(':')).map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
  return names.flatMap((name) => accounts.find((account) => account.name === name) ?? [])[0] ?? null
}
