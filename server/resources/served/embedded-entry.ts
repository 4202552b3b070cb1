/** What the entries of embedded servers have in common: a process of its own that starts one server, and ends itself when the one that started it is gone. */
import { problemOf } from '../../protocol/problem.js'
import { describeError } from '../../redact.js'
import type { EmbeddedServerAnswer, EmbeddedServerOrder } from './database.js'

export interface StartedServer {
  readonly port: number
  end(): Promise<void>
}

/**
 * Answers the first message, which is the order, and goes on until it is told to end.
 *
 * @param name for what is wrong in it, in the terminal
 * @param start rejects with the reason why the server does not serve
 */
export function runEmbeddedServer(name: string, start: (order: EmbeddedServerOrder) => Promise<StartedServer>): void {
  let end = (): Promise<void> => Promise.resolve()
  const leave = () => void end().finally(() => process.exit(0))
  const tell = (error: unknown) => console.error(`${name}: ${describeError(error)}`)
  const answer = (message: EmbeddedServerAnswer) => process.send?.(message, undefined, undefined, () => {})
  // Ctrl-C in a terminal reaches the whole group; the supervisor decides.
  process.on('SIGINT', () => {})
  process.on('disconnect', leave)
  process.on('SIGTERM', leave)
  process.on('unhandledRejection', tell)
  // A client that hangs up is no reason to end; what is wrong with the server itself shows in its answers.
  process.on('uncaughtException', tell)
  process.once('message', (order: EmbeddedServerOrder) => {
    start(order).then(
      (started) => {
        end = () => started.end()
        answer({ ok: true, port: started.port })
      },
      (error: unknown) => answer({ ok: false, problem: problemOf(error) }),
    )
  })
}
