/** Redis servers for tests: each kind that this machine can run; and a client that gives answers as the bytes that they are. */
import { execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getFreePort } from 'mongodb-memory-server-core/lib/util/getport/index.js'
import { entryPath } from '../../paths.js'
import type { EmbeddedServerAnswer, EmbeddedServerOrder } from '../../resources/served/database.js'

export interface TestRedis {
  readonly url: string
  readonly port: number
  /** Of the process to stop, freeze and thaw. */
  readonly pid: number
  /** Ends it. @param how SIGKILL leaves what was not written unwritten */
  stop(how?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export interface TestRedisKind {
  readonly name: string
  /** False: the machine lacks it, and tests of it step aside. */
  readonly available: boolean
  /** @param port to come back on, after an earlier one was stopped @param folder to keep the data in */
  start(port?: number, folder?: string): Promise<TestRedis>
}

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A program of Debian's package `redis-tools`. */
export const hasRedisCli = has('redis-cli')

/** @param args more options of redis-server @throws with its last words when it does not listen */
export async function startRedisServer(args: readonly string[] = [], port?: number, folder?: string): Promise<TestRedis> {
  const dir = folder ?? mkdtempSync(join(tmpdir(), 'sessionscope-redis-'))
  const actualPort = port ?? (await getFreePort())
  const common = ['--port', String(actualPort), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--daemonize', 'no']
  const child = spawn('redis-server', [...common, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  await new Promise<void>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
      if (/Ready to accept connections/.test(said)) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`The redis-server did not start: ${said}`)))
  })
  return {
    url: `redis://127.0.0.1:${actualPort}`,
    port: actualPort,
    pid: child.pid ?? 0,
    async stop(how = 'SIGKILL') {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGCONT')
        child.kill(how)
        await gone
      }
      process.off('exit', endWithUs)
      if (folder === undefined) rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** The embedded server, in a process of its own, as the sandbox runs it. */
async function startEmbedded(port = 0, folder?: string): Promise<TestRedis> {
  const dataFolder = folder ?? mkdtempSync(join(tmpdir(), 'sessionscope-embedded-redis-'))
  const child = fork(entryPath('redis/wire-server/entry'), { serialization: 'advanced', execArgv: [] })
  const order: EmbeddedServerOrder = { folder: dataFolder, port, password: '' }
  child.send(order)
  const answer = await new Promise<EmbeddedServerAnswer>((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', () => reject(new Error('The embedded Redis ended at once.')))
  })
  if (!answer.ok) throw new Error(answer.problem.message)
  return {
    url: `redis://127.0.0.1:${answer.port}`,
    port: answer.port,
    pid: child.pid ?? 0,
    async stop(how = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, 'exit')
        child.kill('SIGCONT')
        child.kill(how)
        await gone
      }
      if (folder === undefined) rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

export const realRedis: TestRedisKind = { name: 'a real Redis', available: has('redis-server'), start: (port, folder) => startRedisServer([], port, folder) }
export const embeddedRedis: TestRedisKind = { name: 'the embedded Redis', available: true, start: startEmbedded }

/** A connection on which each answer is the text of its bytes, one character a byte. */
export interface RawClient {
  /** @param words name and arguments, as binary text */
  ask(...words: readonly string[]): Promise<string>
  /** Sends bytes as they are, and gives all that comes until the server ends the connection, or nothing more comes for `quietMs`. */
  send(bytes: string, quietMs?: number): Promise<string>
  close(): void
}

export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let received = ''
  let wake: () => void = () => undefined
  let isClosed = false
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    wake()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isClosed = true
    wake()
  })
  const change = (ms: number) =>
    new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), ms)
      wake = () => {
        clearTimeout(timer)
        resolve(true)
      }
    })
  return {
    async ask(...words) {
      socket.write(`*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`, 'latin1')
      for (;;) {
        const end = endOfReply(received, 0)
        if (end !== null) {
          const reply = received.slice(0, end)
          received = received.slice(end)
          return reply
        }
        if (isClosed) throw new Error(`The connection ended after ${JSON.stringify(received)}.`)
        if (!(await change(10_000))) throw new Error(`No answer to ${words.join(' ').slice(0, 200)}.`)
      }
    },
    async send(bytes, quietMs = 300) {
      socket.write(bytes, 'latin1')
      while (!isClosed && (await change(quietMs))) {
        // More has come.
      }
      const reply = received
      received = ''
      return isClosed ? `${reply}(closed)` : reply
    },
    close: () => socket.destroy(),
  }
}

/** @returns where the reply that begins there ends; null: it is not whole yet */
function endOfReply(text: string, at: number): number | null {
  const lineEnd = text.indexOf('\r\n', at)
  if (lineEnd === -1) return null
  const type = text.charAt(at)
  const after = lineEnd + 2
  if ('+-:_,#('.includes(type)) return after
  const count = Number(text.slice(at + 1, lineEnd))
  if (count < 0) return after
  if (type === '$' || type === '=') return after + count + 2 <= text.length ? after + count + 2 : null
  let end: number | null = after
  for (let item = 0; item < count * (type === '%' ? 2 : 1) && end !== null; item += 1) end = endOfReply(text, end)
  return end
}
