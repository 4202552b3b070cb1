/** The embedded server's process, forked by the database process; it ends with it. */
import { describeError } from '../../redact.js'
import type { DataDamage } from './catalog.js'
import { type EmbeddedServer, openEmbeddedServer } from './server.js'

/** First message to this process. */
export interface EmbeddedOrder {
  readonly dataFolder: string | null
  /** 0: a free one. */
  readonly port: number
}

/** Its answer. */
export type EmbeddedAnswer =
  | { readonly ok: true; readonly port: number; readonly uri: string; readonly damage: DataDamage }
  | { readonly ok: false; readonly reason: string }

/** Told now and then before the answer: it is still reading its files. */
export interface EmbeddedProgress {
  readonly ok: null
}

let server: EmbeddedServer | null = null
let ending = false

async function end(): Promise<void> {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), 2_000).unref()
  await server?.close()
  process.exit(0)
}

function answer(message: EmbeddedAnswer | EmbeddedProgress): void {
  if (process.connected) process.send?.(message)
}

// Ctrl-C in a terminal reaches the whole group; the supervisor decides.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => void end())
process.on('disconnect', () => void end())
process.on('unhandledRejection', (reason) => console.error(`embedded server: ${describeError(reason)}`))
process.once('message', (order: EmbeddedOrder) => {
  openEmbeddedServer({ ...order, progress: () => answer({ ok: null }) })
    .then((opened) => {
      server = opened
      answer({ ok: true, port: opened.port, uri: opened.uri, damage: opened.damage })
    })
    .catch((error: unknown) => answer({ ok: false, reason: describeError(error) }))
})
if (!process.connected) void end()
