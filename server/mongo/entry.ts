/**
 * The database process, forked by the supervisor: owns a mongod or the embedded server, or only knows the address of a MongoDB elsewhere.
 * It ends itself, and what it started, when the supervisor is gone.
 */
import { createBirpc } from 'birpc'
import { CHILDREN } from '../config.js'
import { OWNER_ONLY_UMASK } from '../own-files.js'
import type { DatabaseFunctions, DatabaseNotifications } from '../protocol/ipc.js'
import { describeError, keepSecrets } from '../redact.js'
import { Database } from './database.js'

// What is stored, and what is downloaded, is written by packages, here and in the processes that this one starts, which inherit it.
process.umask(OWNER_ONLY_UMASK)

// mongodb-memory-server prints why a server did not start; here that is the reason of an attempt, and the terminal is the supervisor's.
console.warn = () => {}

// A proxy's address may hold a password too, and a download that fails tells of it.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'MONGOMS_DOWNLOAD_MIRROR', 'MONGOMS_DOWNLOAD_URL']) keepSecrets(process.env[name])

// Ctrl-C in a terminal reaches the whole group; when this process ends is the supervisor's decision.
process.on('SIGINT', () => {})

const send = (message: unknown): void => {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

let ending = false
async function end(): Promise<void> {
  if (ending) return
  ending = true
  // Whatever hangs, this process is gone in time; mongodb-memory-server's killer then ends a mongod that is left.
  setTimeout(() => process.exit(1), CHILDREN.stopTimeoutMs).unref()
  await database.close()
  process.exit(0)
}

const functions: DatabaseFunctions = {
  acquire: (order) => database.acquire(order),
  sweepEvery: (seconds) => database.sweepEvery(seconds),
  retire: () => database.retire(),
  download: () => database.download(),
  cancelDownload: () => database.cancelDownload(),
  pulse: () => database.pulse(),
  async stop() {
    // Answered before the end: whoever asked may wait for the answer or for the exit.
    setImmediate(() => void end())
  },
}
const supervisor = createBirpc<DatabaseNotifications, DatabaseFunctions>(functions, {
  post: send,
  on: (listener) => process.on('message', listener),
  eventNames: ['health', 'owned', 'download', 'usage'],
  timeout: -1,
})
const database = new Database({
  health: (health) => void supervisor.health(health),
  owned: (process) => void supervisor.owned(process),
  download: (state) => void supervisor.download(state),
  usage: (usage) => void supervisor.usage(usage),
})

process.on('disconnect', () => void end())
process.on('SIGTERM', () => void end())
process.on('unhandledRejection', (reason) => console.error(`database process: ${describeError(reason)}`))
process.on('uncaughtException', (error) => {
  console.error(`database process: ${describeError(error)}`)
  void end()
})
// The supervisor may have gone while this file was being loaded.
if (!process.connected) void end()
