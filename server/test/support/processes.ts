/** Looks at processes from outside, as a process list does. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, processMark } from '../../process-alive.mjs'

/** The mark of a process of this machine that has ended. */
export function markOfEnded(): string {
  return processMark().replace(/\d+$/, String(spawnSync(process.execPath, ['--version']).pid))
}

/** Ids of all processes below this one, however deep. */
export function descendantsOf(pid: number): number[] {
  const parents = parentOfEach()
  const children = (parent: number): number[] => [...parents].filter(([, its]) => its === parent).flatMap(([child]) => [child, ...children(child)])
  return children(pid)
}

/** Ids of the processes of a group that still run. A process that was spawned `detached` leads one, and all below it belong to it (but for a mongod). */
export function groupOf(leader: number): number[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' }).trim().split('\n')
    const fields = lines.map((line) => line.trim().split(/\s+/))
    return fields.filter(([, group, state]) => Number(group) === leader && state?.startsWith('Z') === false).map(([pid]) => Number(pid))
  }
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  // The fields of proc(5) after the name: state, parent, group.
  const fields = (pid: string) =>
    fileOf(pid, 'stat')
      .replace(/^.*\) /s, '')
      .split(' ')
  return pids.filter((pid) => Number(fields(pid)[2]) === leader && fields(pid)[0] !== 'Z').map(Number)
}

/** Waits until none of them is alive. @returns those that are, after `withinMs` */
export async function survivors(pids: readonly number[], withinMs: number): Promise<number[]> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(25)) {
    if (!pids.some(isAlive)) return []
  }
  return pids.filter(isAlive)
}

/**
 * Stops a process where it stands, and waits until it does: a signal is only sent by kill(2), and until each thread has come to its own stop, milliseconds
 * later, it may still answer one question more. `SIGCONT` lets it go on. Not on Windows.
 */
export async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  while (threadStates(pid).some((state) => !/^[TtZX]/.test(state))) await delay(1)
}

/** The state of each thread, as a letter of proc(5); elsewhere than on Linux that of the process. */
function threadStates(pid: number): string[] {
  if (process.platform !== 'linux') return [execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).trim()]
  return readdirSync(`/proc/${pid}/task`).flatMap(
    (thread) =>
      fileOf(`${pid}/task/${thread}`, 'stat')
        .replace(/^.*\) /s, '')
        .slice(0, 1) || [],
  )
}

function parentOfEach(): Map<number, number> {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return new Map(pids.map((pid) => [Number(pid), Number(/^PPid:\s+(\d+)/m.exec(statusOf(Number(pid)))?.[1] ?? 0)]))
  }
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]))
}

function statusOf(pid: number): string {
  return fileOf(pid, 'status')
}

/** Empty when the process is gone. */
function fileOf(pid: number | string, name: 'stat' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
