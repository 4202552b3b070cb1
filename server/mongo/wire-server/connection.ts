/** One client: its messages one after the other, each answered before the next. */
import type { Socket } from 'node:net'
import { EMBEDDED } from '../../config.js'
import { drained } from '../../drained.js'
import { describeError } from '../../redact.js'
import { encode } from './codec.js'
import { CommandError } from './command-error.js'
import { type CommandContext, errorReply, runCommand } from './commands.js'
import { Framer } from './framing.js'
import { buildReply, parseMessage, type Request, WireError } from './messages.js'

/** What all connections share about their traffic. */
export interface Traffic {
  unfinishedBytes: number
  replyId: number
}

/** Serves a socket until it ends; whatever comes in, only this socket suffers. */
export function serveConnection(socket: Socket, context: CommandContext, traffic: Traffic): void {
  const framer = new Framer()
  const queue: Buffer[] = []
  let working = false
  let unfinished = 0
  let timer: NodeJS.Timeout | null = setTimeout(() => socket.destroy(), EMBEDDED.messageTimeoutMs).unref()

  const account = () => {
    traffic.unfinishedBytes += framer.unfinishedBytes - unfinished
    unfinished = framer.unfinishedBytes
    if (traffic.unfinishedBytes > EMBEDDED.maxUnfinishedBytes) throw new WireError('too many bytes of unfinished messages')
  }
  /** A message that has begun must end in time; between messages a connection may rest. */
  const watchMessage = (finishedOne: boolean) => {
    if (unfinished > 0 && timer && !finishedOne) return
    if (timer) clearTimeout(timer)
    timer = unfinished > 0 ? setTimeout(() => socket.destroy(), EMBEDDED.messageTimeoutMs).unref() : null
  }
  const work = async () => {
    working = true
    for (let message = queue.shift(); message && !socket.destroyed; message = queue.shift()) {
      const answer = await answerMessage(message, context, traffic)
      if (answer && !socket.destroyed && !socket.write(answer)) await drained(socket)
    }
    working = false
    if (!socket.destroyed) socket.resume()
  }

  socket.setNoDelay(true)
  socket.setKeepAlive(true, 60_000)
  socket.on('data', (chunk) => {
    try {
      const messages = framer.push(chunk)
      account()
      watchMessage(messages.length > 0)
      if (messages.length === 0) return
      queue.push(...messages)
      // Nothing more is read while there is enough to do.
      if (queue.length > 4) socket.pause()
      if (!working) work().catch(() => socket.destroy())
    } catch {
      socket.destroy()
    }
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    traffic.unfinishedBytes -= unfinished
    unfinished = 0
    if (timer) clearTimeout(timer)
  })
}

/** @returns null when the client wants no answer @throws WireError when the bytes are no message */
async function answerMessage(message: Buffer, context: CommandContext, traffic: Traffic): Promise<Buffer | null> {
  let request: Request
  try {
    request = parseMessage(message)
  } catch (error) {
    // MongoDB answers a command whose BSON is broken, and so does this server, for as long as the message itself holds.
    if (!(error instanceof CommandError)) throw error
    return buildReply({ id: message.readInt32LE(4), opcode: 2013 }, encode(errorReply(error)), traffic.replyId++)
  }
  const document = await answerRequest(request, context)
  return request.wantsReply ? buildReply(request, document, traffic.replyId++) : null
}

async function answerRequest(request: Request, context: CommandContext): Promise<Buffer> {
  try {
    const answer = await runCommand(request, context)
    return Buffer.isBuffer(answer) ? answer : encode(answer)
  } catch (error) {
    if (error instanceof CommandError) return encode(errorReply(error))
    if (error instanceof RangeError) return encode(errorReply(new CommandError('Overflow', describeError(error))))
    return encode(errorReply(new CommandError('InternalError', `The embedded server of Sessionscope failed: ${describeError(error)}`)))
  }
}
