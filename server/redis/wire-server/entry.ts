/** The embedded Redis' process; it ends with the one that forked it. */
import { EMBEDDED_REDIS } from '../../config.js'
import { OWNER_ONLY_UMASK } from '../../own-files.js'
import { problemOf } from '../../protocol/problem.js'
import { describeError } from '../../redact.js'
import type { EmbeddedServerAnswer, EmbeddedServerOrder } from '../../resources/served/database.js'
import type { JournalDamage } from './journal.js'
import { type EmbeddedRedis, openEmbeddedRedis } from './server.js'

process.umask(OWNER_ONLY_UMASK)

let server: EmbeddedRedis | null = null
let ending = false

async function end(): Promise<void> {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), EMBEDDED_REDIS.stopTimeoutMs).unref()
  await server?.close()
  process.exit(0)
}

function answer(message: EmbeddedServerAnswer): void {
  if (process.connected) process.send?.(message)
}

// Ctrl-C in a terminal reaches the whole group; the supervisor decides.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => void end())
process.on('disconnect', () => void end())
process.on('unhandledRejection', (reason) => console.error(`embedded Redis: ${describeError(reason)}`))
process.once('message', ({ folder, port }: EmbeddedServerOrder) => {
  openEmbeddedRedis({ dataFolder: folder, port })
    .then((opened) => {
      server = opened
      if (opened.damage) console.error(inWords(opened.damage))
      answer({ ok: true, port: opened.port })
    })
    .catch((error: unknown) => answer({ ok: false, problem: problemOf(error) }))
})
if (!process.connected) void end()

function inWords({ bytes, copy }: JournalDamage): string {
  return `The embedded Redis could not read ${bytes} bytes of its file; everything else is there. The file as it was is kept as ${copy}: restore it from a copy of yours, or go on without what is lost.`
}
