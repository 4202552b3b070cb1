/**
 * express-session narrates what it decides on its `debug` channel (index.js: `debug('express-session')`). Here it is listened to.
 *
 * Must be loaded before express-session: the channel is a function in a closure there, and can be got at only while it is made. Loaded later, nothing is heard.
 * It stays off but for the moments in which somebody listens, since each line costs a request of the crowd a microsecond or two.
 */
import { createRequire } from 'node:module'

/** Is told each line: its format, and what goes into it. */
export interface SessionDebugListener {
  hear(format: string, argument: unknown): void
}

/** What we need of the `debug` package: the same in all its versions. */
interface Channel {
  readonly namespace: string
  enabled: boolean
  log?: (...args: unknown[]) => void
}
interface DebugPackage {
  init?: (channel: Channel) => void
  formatArgs(this: Channel, args: unknown[]): void
  log(this: Channel, ...args: unknown[]): void
}

const require = createRequire(import.meta.url)
// The copy that express-session uses, wherever the package manager put it.
const debug = createRequire(require.resolve('express-session'))('debug') as DebugPackage

let channel: Channel | null = null
/** Somebody wants to read it in the terminal (`DEBUG=express-session`). */
let isPrinted = false
let listener: SessionDebugListener | null = null

const { init, formatArgs, log } = debug

debug.init = (made) => {
  init?.call(debug, made)
  if (made.namespace !== 'express-session') return
  channel = made
  isPrinted = made.enabled
  made.enabled = isPrinted || listener !== null
  made.log = (...args) => {
    const [format, argument] = args
    if (typeof format === 'string') listener?.hear(format, argument)
    if (!isPrinted) return
    formatArgs.call(made, args)
    log.apply(made, args)
  }
}

// Ours comes as it is; date and colours are for the terminal.
debug.formatArgs = function (args) {
  if (this !== channel) formatArgs.call(this, args)
}

/** From here on, whatever express-session says is told to this listener, until another one, or none, is set. */
export function listenToSessionDebug(next: SessionDebugListener | null): void {
  if (next === listener) return
  listener = next
  if (channel !== null) channel.enabled = next !== null || isPrinted
}
