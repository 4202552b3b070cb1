// Plain JavaScript without packages: start.mjs asks it before anything is built.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Does the process run? One that has ended, and that nobody has asked for its exit code yet, does not.
 *
 * @param {number} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Somebody else's.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
  if (process.platform !== 'linux' || !isProcOurs()) return true
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** There may be no proc(5), or one of the PID namespace around ours, where the same ID is another process's. */
function isProcOurs() {
  try {
    return Number(readlinkSync('/proc/self')) === process.pid
  } catch {
    return false
  }
}

/**
 * Names this process among all that may share a folder with it, also those of other containers, where each has a process 1:
 * `3f9a0c1e-4711`, which stands for where its ID counts, and its ID.
 *
 * @returns {string}
 */
export function processMark() {
  return `${whereIdsCount().name}-${process.pid}`
}

/**
 * Has the process of this mark ended?
 *
 * @param {string} mark
 * @returns {boolean | null} null: nobody can tell from here. It is of another container, another machine, or from before this one was started anew
 */
export function hasEnded(mark) {
  const [, name, pid] = /^([\da-f]{8})-(\d+)$/.exec(mark) ?? []
  const here = whereIdsCount()
  return here.isKnown && name === here.name && Number(pid) > 0 ? !isAlive(Number(pid)) : null
}

/** @type {{ readonly name: string, readonly isKnown: boolean } | undefined} */
let place

/** An ID counts in one PID namespace (pid_namespaces(7)) of one start of one machine. */
function whereIdsCount() {
  place ??= findPlace()
  return place
}

function findPlace() {
  try {
    const parts =
      process.platform === 'linux'
        ? [readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), readlinkSync('/proc/self/ns/pid')]
        : [process.platform, hostname()]
    return { name: createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8), isKnown: true }
  } catch {
    // Then a name of its own, so that at least nobody takes it for theirs.
    return { name: randomBytes(4).toString('hex'), isKnown: false }
  }
}
