/** What is the same for every process of a resource, forked by the supervisor: it is talked to over IPC, and ends itself when the supervisor is gone. */
import { CHILDREN } from '../config.js'
import { OWNER_ONLY_UMASK } from '../own-files.js'
import { describeError } from '../redact.js'

/** For birpc: the IPC channel to the supervisor, which may be gone at any time. */
export function supervisorChannel<Name extends string>(eventNames: Name[]) {
  return {
    post: (message: unknown): void => {
      if (process.connected) process.send?.(message, undefined, undefined, () => {})
    },
    on: (listener: (message: unknown) => void) => process.on('message', listener),
    eventNames,
    timeout: -1,
  }
}

/**
 * Makes this process one that the supervisor owns: what it and the programs that it starts write is its owner's only, and it ends when it is told to, or
 * when the supervisor is gone.
 *
 * @param name for what it prints
 * @param close ends what was started here. After CHILDREN.stopTimeoutMs the process is gone all the same; who watches over its programs ends one that is left
 * @returns ends it once whoever asked has been answered
 */
export function endWithSupervisor(name: string, close: () => Promise<void>): () => Promise<void> {
  let ending = false
  async function end(): Promise<void> {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(1), CHILDREN.stopTimeoutMs).unref()
    await close()
    process.exit(0)
  }
  process.umask(OWNER_ONLY_UMASK)
  // Ctrl-C in a terminal reaches the whole group; when this process ends is the supervisor's decision.
  process.on('SIGINT', () => {})
  process.on('disconnect', () => void end())
  process.on('SIGTERM', () => void end())
  process.on('unhandledRejection', (reason) => console.error(`${name}: ${describeError(reason)}`))
  process.on('uncaughtException', (error) => {
    console.error(`${name}: ${describeError(error)}`)
    void end()
  })
  // The supervisor may have gone while this process was being loaded.
  if (!process.connected) void end()
  // Answered before the end: whoever asked may wait for the answer or for the exit.
  return async () => void setImmediate(() => void end())
}
