/** One client's socket: its requests one after the other, each batch kept before it is answered. */
import type { Socket } from 'node:net'
import { EMBEDDED_REDIS } from '../../config.js'
import { drained } from '../../drained.js'
import { describeError } from '../../redact.js'
import { Client } from './client.js'
import type { ServerContext } from './command-types.js'
import { runCommand } from './commands.js'
import { RedisError } from './redis-error.js'
import { encodeReply, type Reply } from './replies.js'
import { RequestReader } from './requests.js'

/** What all connections share about their traffic. */
export interface Traffic {
  /** Of requests that have begun and not ended, and of transactions that have begun. */
  unfinishedBytes: number
  nextId: number
}

/** Serves a socket until it ends; whatever comes in, only this socket suffers. */
export function serveConnection(socket: Socket, server: ServerContext, clients: Map<number, Client>, traffic: Traffic): void {
  const reader = new RequestReader()
  const queue: (readonly string[])[] = []
  let lastWords: string | null = null
  let isWorking = false
  let unfinished = 0
  const write = (text: string): boolean => !socket.destroyed && socket.writable && socket.write(text, 'latin1')
  const client = new Client(traffic.nextId++, addressesOf(socket), server.databases, send, () => socket.destroy())
  clients.set(client.id, client)
  server.counters.connections += 1

  /** Whoever does not read what it asked to be told is let go. */
  function send(text: string): void {
    write(text)
    if (socket.writableLength > EMBEDDED_REDIS.maxUnreadBytes) socket.destroy()
  }

  function account(): void {
    const now = reader.unfinishedBytes + client.queuedBytes
    traffic.unfinishedBytes += now - unfinished
    unfinished = now
    if (traffic.unfinishedBytes > EMBEDDED_REDIS.maxUnfinishedBytes) socket.destroy()
  }

  async function work(): Promise<void> {
    isWorking = true
    while (queue.length > 0 && !socket.destroyed && !client.isLeaving) {
      const answers = answerSome(queue, client, server)
      if (answers !== '' && !write(answers)) await drained(socket)
    }
    isWorking = false
    account()
    if (socket.destroyed) return
    if (client.isLeaving) socket.end()
    else if (lastWords !== null) socket.end(lastWords, 'latin1')
    else socket.resume()
  }

  socket.setNoDelay(true)
  socket.setKeepAlive(true, EMBEDDED_REDIS.keepAliveMs)
  socket.on('data', (chunk) => {
    if (lastWords !== null || client.isLeaving) return
    const { requests, error } = reader.push(chunk)
    queue.push(...requests)
    if (error !== null) lastWords = encodeReply(new RedisError(error), client.version)
    account()
    // Nothing more is read while there is enough to do.
    if (queue.length > EMBEDDED_REDIS.maxWaitingRequests) socket.pause()
    if (!isWorking) work().catch(() => socket.destroy())
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    clients.delete(client.id)
    client.leaveTransaction()
    traffic.unfinishedBytes -= unfinished
    unfinished = 0
    // Nothing is counted after the end.
    socket.removeAllListeners('data')
  })
}

interface Answer {
  readonly text: string
  readonly hasChanged: boolean
}

/** Requests of a batch, until the answers are long enough to be sent. What they changed is kept when this returns. */
function answerSome(queue: (readonly string[])[], client: Client, server: ServerContext): string {
  const answers: Answer[] = []
  let bytes = 0
  while (queue.length > 0 && bytes < EMBEDDED_REDIS.answerBatchBytes && !client.isLeaving) {
    const request = queue.shift()
    if (request === undefined) break
    const { changes } = server.databases.figures
    const reply = runCommand(request, client, server)
    const text = wantsAnswer(client) ? encode(reply, client) : ''
    bytes += text.length
    answers.push({ text, hasChanged: server.databases.figures.changes !== changes })
  }
  try {
    server.databases.commit()
    return answers.map(({ text }) => text).join('')
  } catch (error) {
    const refused = encode(error instanceof RedisError ? error : new RedisError(describeError(error)), client)
    return answers.map(({ text, hasChanged }) => (hasChanged && text !== '' ? refused : text)).join('')
  }
}

/** As CLIENT REPLY has said; one answer is skipped, that to the command which follows. */
function wantsAnswer(client: Client): boolean {
  if (client.replies === 'skip-next') {
    client.replies = 'skip'
    return false
  }
  if (client.replies === 'skip') {
    client.replies = 'on'
    return false
  }
  return client.replies === 'on'
}

function encode(reply: Reply, client: Client): string {
  try {
    return encodeReply(reply, client.version)
  } catch (error) {
    return encodeReply(new RedisError(`The answer cannot be sent: ${describeError(error)}`), client.version)
  }
}

function addressesOf(socket: Socket): { readonly remote: string; readonly local: string } {
  return { remote: `${socket.remoteAddress}:${socket.remotePort}`, local: `${socket.localAddress}:${socket.localPort}` }
}
