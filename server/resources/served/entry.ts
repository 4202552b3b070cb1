/**
 * The process of a served resource, forked by the supervisor when a store needs one: owns a database server, or only knows the address of one elsewhere.
 * It ends itself, and what it started, when the supervisor is gone.
 */
import { createBirpc } from 'birpc'
import { CHILDREN } from '../../config.js'
import { OWNER_ONLY_UMASK } from '../../own-files.js'
import type { ServedFunctions, ServedNotifications } from '../../protocol/ipc.js'
import { describeError } from '../../redact.js'
import { Served } from './served.js'

// What is stored is written by the programs that this one starts, which inherit it.
process.umask(OWNER_ONLY_UMASK)

// Ctrl-C in a terminal reaches the whole group; when this process ends is the supervisor's decision.
process.on('SIGINT', () => {})

const send = (message: unknown): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  // Whatever hangs, this process is gone in time; who watches over its programs then ends one that is left.
  setTimeout(() => process.exit(1), CHILDREN.stopTimeoutMs).unref()
  await served.close()
  process.exit(0)
}

const functions: ServedFunctions = {
  acquire: (order) => served.acquire(order),
  retire: () => served.retire(),
  pulse: () => served.pulse(),
  async stop() {
    // Answered before the end: whoever asked may wait for the answer or for the exit.
    setImmediate(() => void end())
  },
}
const supervisor = createBirpc<ServedNotifications, ServedFunctions>(functions, {
  post: send,
  on: (listener) => process.on('message', listener),
  eventNames: ['health', 'tried', 'owned', 'usage'],
  timeout: -1,
})
const served = new Served({
  health: (health) => void supervisor.health(health),
  tried: (attempts) => void supervisor.tried(attempts),
  owned: (process) => void supervisor.owned(process),
  usage: (usage) => void supervisor.usage(usage),
})

process.on('disconnect', () => void end())
process.on('SIGTERM', () => void end())
process.on('unhandledRejection', (reason) => console.error(`served resource: ${describeError(reason)}`))
process.on('uncaughtException', (error) => {
  console.error(`served resource: ${describeError(error)}`)
  void end()
})
// The supervisor may have gone while this file was being loaded.
if (!process.connected) void end()
