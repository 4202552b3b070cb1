/**
 * Notices that whoever launched us is gone. npm puts a shell between itself and us: a SIGTERM to npm reaches that shell only, which keeps it to itself,
 * and a `kill -9` of npm leaves the shell waiting for us. In both cases nobody tells us.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isAlive } from './process-alive.mjs'

const WATCH_MS = 250
/** How package managers call themselves in a process list. */
const PACKAGE_MANAGER = /\b(npm|npx|pnpm|yarn|bun|node|corepack)\b/

/**
 * @typedef {object} Process
 * @property {number} parent
 * @property {number | null} session null: not known on this system
 * @property {string} command
 */

/** Reads proc(5). @param {number} pid @returns {Process | null} null: it is gone */
function lookInProc(pid) {
  try {
    // The name of the program stands in brackets and may hold any character.
    const [, parent, , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { parent: Number(parent), session: Number(session), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }
  } catch {
    return null
  }
}

/** Asks ps(1). @param {number} pid @returns {Promise<Process | null>} */
function askPs(pid) {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'ppid=,command=', '-p', String(pid)], (_error, stdout) => {
      const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout) ?? []
      resolve(parent === undefined || command === undefined ? null : { parent: Number(parent), session: null, command })
    })
  })
}

/** Is it the process that takes over those whose parent has ended: the system's first, or on Linux one that asked to be (a session manager)? */
function adoptsOrphans(pid, its, own) {
  if (its === null) return true
  if (PACKAGE_MANAGER.test(its.command)) return false
  const isStranger = its.session !== null && own !== null && own.session !== process.pid && its.session !== own.session
  return pid === 1 || isStranger
}

/** Calls `onEnd` once, as soon as whoever launched us through a package manager is gone; also when it was gone before this was called. */
export function whenLauncherEnds(onEnd) {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  /** The package manager behind the shell that is our parent, once that is known; null: it is our parent itself. */
  let behind = null
  let isOver = false
  const end = () => {
    if (isOver) return
    isOver = true
    clearInterval(timer)
    onEnd()
  }
  const isLinux = process.platform === 'linux'
  /** Windows gives no orphan another parent. */
  const isGone = () => {
    if (process.ppid !== parent || (process.platform === 'win32' && !isAlive(parent))) return true
    if (behind === null) return false
    return isLinux ? lookInProc(parent)?.parent !== behind : !isAlive(behind)
  }
  const timer = setInterval(() => isGone() && end(), WATCH_MS).unref()

  const judge = (own, its, grandparent) => {
    const isShell = its?.command.includes(basename(process.argv[1] ?? '')) === true
    if (isShell) behind = its.parent
    if (isShell ? adoptsOrphans(its.parent, grandparent(its.parent), own) : adoptsOrphans(parent, its, own)) setImmediate(end)
  }
  if (isLinux) judge(lookInProc(process.pid), lookInProc(parent), lookInProc)
  else if (process.platform !== 'win32') void askPs(parent).then((its) => judge(null, its, () => ({ parent: 0, session: null, command: '' })))
}
