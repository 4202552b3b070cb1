/** CPU time of another process: steadier than requests a second where other processes share the cores. */
import { readdirSync, readFileSync } from 'node:fs'

const NS_PER_MS = 1e6

/**
 * What all threads of a process have run so far, user and system, in ms. Linux says it to the nanosecond (`/proc/PID/task/TID/schedstat`, the first field;
 * kernel documentation, scheduler/sched-stats); `process.cpuUsage` tells a process only about itself.
 *
 * @returns null where there is no such file, and for a process that has ended
 */
export function cpuTimeMs(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]), 0) / NS_PER_MS
  } catch {
    return null
  }
}
