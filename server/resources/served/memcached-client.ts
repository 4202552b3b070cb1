/**
 * A client of Memcached for looking in from outside: the store's own client has no list of keys, and does not tell how long one lives. Speaks the text
 * protocol (protocol.txt of Memcached 1.6: `mg`, `lru_crawler metadump`), one command after the other on one connection.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'

const LINE_END = '\r\n'
/** Commands that are on their way at the same time. */
const PIPELINE = 100

/** The server refused a command, or speaks another protocol. Its message is what it said, or our words. */
export class MemcachedError extends Error {
  override readonly name = 'MemcachedError'
  readonly code: 'refused' | 'protocol'

  constructor(code: MemcachedError['code'], words: string) {
    super(words)
    this.code = code
  }
}

export interface MemcachedValue {
  readonly text: string
  /** Whole seconds that are left of its life; null: it stays until it is pushed out. */
  readonly ttlSeconds: number | null
}

/** Takes one answer from the front of what has come; null: it is not all there yet. @throws MemcachedError when it is none */
type Reader<T> = (incoming: Incoming) => { readonly answer: T } | null

interface Pending {
  /** @returns whether it was all there */
  read(): boolean
  fail(error: Error): void
}

/** What has come and was not read yet. */
class Incoming {
  #bytes: Buffer = Buffer.alloc(0)

  add(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
  }

  get isEmpty(): boolean {
    return this.#bytes.length === 0
  }

  /** The first line, without its end; null: it has not ended. */
  line(): string | null {
    const end = this.#bytes.indexOf(LINE_END)
    return end === -1 ? null : this.#bytes.toString('utf8', 0, end)
  }

  /** All lines that have ended: those of a dump, but for the last one, without a carriage return. */
  lines(): readonly string[] {
    const end = this.#bytes.lastIndexOf('\n')
    if (end === -1) return []
    const lines = this.#bytes.toString('utf8', 0, end).split('\n')
    this.#bytes = this.#bytes.subarray(end + 1)
    return lines.map((line) => line.trimEnd())
  }

  dropLine(): void {
    this.#bytes = this.#bytes.subarray(this.#bytes.indexOf(LINE_END) + LINE_END.length)
  }

  /** This many bytes after the first line; null: they have not all come. */
  block(bytes: number): string | null {
    const start = this.#bytes.indexOf(LINE_END) + LINE_END.length
    if (this.#bytes.length < start + bytes + LINE_END.length) return null
    const text = this.#bytes.toString('utf8', start, start + bytes)
    this.#bytes = this.#bytes.subarray(start + bytes + LINE_END.length)
    return text
  }
}

export class MemcachedClient {
  readonly #socket: Socket
  readonly #incoming = new Incoming()
  readonly #pending: Pending[] = []
  #failure: Error | null = null

  private constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket
    socket.setTimeout(timeoutMs)
    socket.on('timeout', () => this.#pending.length > 0 && this.#fail(late(timeoutMs)))
    socket.on('data', (chunk) => {
      this.#incoming.add(chunk)
      this.#read()
    })
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => this.#fail(new MemcachedError('protocol', 'It has closed the connection.')))
  }

  /**
   * @param url `memcached://host:port`; user and password are not used, since the text protocol has none
   * @param timeoutMs how long it may be silent when it is asked, and until there is a connection
   * @throws the system's error when nobody answers
   */
  static async connect(url: string, timeoutMs: number): Promise<MemcachedClient> {
    return new MemcachedClient(await openSocket(url, timeoutMs), timeoutMs)
  }

  get isOpen(): boolean {
    return this.#failure === null
  }

  /** As it says. */
  version(): Promise<string> {
    return this.#ask('version', oneLine(/^VERSION (\S+)/))
  }

  /** How many keys the whole server holds, with some that have expired and were not noticed yet. */
  async totalKeys(): Promise<number> {
    const figures = await this.#ask('stats', untilEnd(/^STAT curr_items (\d+)/))
    return Number(figures[0] ?? 0)
  }

  /** What each of them holds, in the order asked; null: there is no such key. */
  async read(keys: readonly string[]): Promise<readonly (MemcachedValue | null)[]> {
    const found: (MemcachedValue | null)[] = []
    for (let start = 0; start < keys.length; start += PIPELINE)
      found.push(...(await Promise.all(keys.slice(start, start + PIPELINE).map((key) => this.#ask(`mg ${key} t v`, value)))))
    return found
  }

  /**
   * @param flags as the store's own client marks what it is
   * @param exptime whole seconds, or a time after 1970 where they are more than 30 days
   * @throws MemcachedError when it is too large
   */
  async write(key: string, text: string, flags: number, exptime: number): Promise<void> {
    await this.#ask(`set ${key} ${flags} ${exptime} ${Buffer.byteLength(text)}${LINE_END}${text}`, oneLine(/^(STORED)/))
  }

  /** @returns how many of them there were */
  async remove(keys: readonly string[]): Promise<number> {
    let removed = 0
    for (let start = 0; start < keys.length; start += PIPELINE) {
      const answers = await Promise.all(keys.slice(start, start + PIPELINE).map((key) => this.#ask(`delete ${key}`, oneLine(/^(DELETED|NOT_FOUND)/))))
      removed += answers.filter((answer) => answer === 'DELETED').length
    }
    return removed
  }

  /**
   * Names of all keys that begin with this and have not expired, on a connection that is closed with it: it may be left at any time. They are read as fast
   * as they come, however slowly they are taken: while the server waits for its reader it holds locks, and whoever else asks waits with it, so one who
   * asks for what is under a name before reading on would wait for ever.
   *
   * @param timeoutMs how long the server may be silent
   */
  static async *keys(url: string, prefix: string, timeoutMs: number): AsyncGenerator<readonly string[]> {
    const socket = await openSocket(url, timeoutMs)
    const incoming = new Incoming()
    const start = `key=${encodeURIComponent(prefix)}`
    // What waits here is a text in bytes, outside of the heap.
    const names = new Readable({ objectMode: true, read: () => undefined })
    names.on('error', () => undefined)
    const fail = (error: Error) => names.destroy(error)
    let isWhole = false
    socket.on('data', (chunk) => {
      incoming.add(chunk)
      const lines = incoming.lines()
      const found = lines.flatMap((line) => (line.startsWith(start) ? line.slice('key='.length, line.indexOf(' ')) : []))
      if (found.length > 0) names.push(Buffer.from(found.join('\n')))
      const last = lines.at(-1)
      if (last === undefined || last.startsWith('key=')) return
      if (last !== 'END') return void fail(new MemcachedError('refused', last.slice(0, 100)))
      isWhole = true
      names.push(null)
      socket.destroy()
    })
    socket.once('timeout', () => fail(late(timeoutMs)))
    socket.on('error', fail)
    socket.once('close', () => isWhole || fail(new MemcachedError('protocol', 'It has closed the connection.')))
    socket.setTimeout(timeoutMs)
    socket.write(`lru_crawler metadump hash${LINE_END}`)
    try {
      for await (const some of names as AsyncIterable<Buffer>) yield some.toString().split('\n').map(decodeURIComponent)
    } finally {
      socket.destroy()
    }
  }

  /** Never fails. */
  close(): void {
    this.#socket.destroy()
  }

  #ask<T>(command: string, read: Reader<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#pending.push({
        read: () => {
          const found = read(this.#incoming)
          if (found !== null) resolve(found.answer)
          return found !== null
        },
        fail: reject,
      })
      this.#socket.write(command + LINE_END)
    })
  }

  #read(): void {
    while (!this.#incoming.isEmpty && this.isOpen) {
      const [next] = this.#pending
      try {
        if (next === undefined) throw new MemcachedError('protocol', 'It says what nobody asked for.')
        if (!next.read()) return
        this.#pending.shift()
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error))
        this.#pending.shift()?.fail(failure)
        // What comes next belongs to nobody.
        if (failure instanceof MemcachedError && failure.code === 'protocol') this.#fail(failure)
      }
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#socket.destroy()
    for (const { fail } of this.#pending.splice(0)) fail(error)
  }
}

/** As the system tells of a connection on which nothing comes. */
function late(ms: number): Error {
  return Object.assign(new Error(`it did not go on within ${ms} ms`), { code: 'ETIMEDOUT' })
}

/** @throws the system's error when nobody answers */
async function openSocket(url: string, timeoutMs: number): Promise<Socket> {
  const { host, port } = placeOf(url)
  const socket = connect({ host, port, noDelay: true, keepAlive: true })
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    socket.on('error', () => undefined)
    socket.destroy()
    // Ours is an AbortError.
    throw error instanceof Error && error.name === 'AbortError' ? Object.assign(new Error('it did not answer in time'), { code: 'ETIMEDOUT' }) : error
  }
  return socket
}

/** Host and port as a socket takes them. */
export function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? 11_211 : Number(port) }
}

/** @param pattern its first group is the answer */
function oneLine(pattern: RegExp): Reader<string> {
  return (incoming) => {
    const line = incoming.line()
    if (line === null) return null
    incoming.dropLine()
    const answer = pattern.exec(line)?.[1]
    if (answer === undefined) throw strange(line)
    return { answer }
  }
}

/** Lines up to END. */
function untilEnd(pattern: RegExp): Reader<readonly string[]> {
  const found: string[] = []
  return (incoming) => {
    for (let line = incoming.line(); line !== null; line = incoming.line()) {
      incoming.dropLine()
      if (line === 'END') return { answer: found }
      if (!line.startsWith('STAT ')) throw strange(line)
      const figure = pattern.exec(line)?.[1]
      if (figure !== undefined) found.push(figure)
    }
    return null
  }
}

const value: Reader<MemcachedValue | null> = (incoming) => {
  const line = incoming.line()
  if (line === null) return null
  if (line === 'EN') {
    incoming.dropLine()
    return { answer: null }
  }
  const [, bytes, ttl] = /^VA (\d+) t(-?\d+)/.exec(line) ?? []
  if (bytes === undefined) {
    incoming.dropLine()
    throw strange(line)
  }
  const text = incoming.block(Number(bytes))
  return text === null ? null : { answer: { text, ttlSeconds: Number(ttl) < 0 ? null : Number(ttl) } }
}

function strange(line: string): MemcachedError {
  const isRefusal = /^(CLIENT_ERROR|SERVER_ERROR|ERROR|BUSY|NOT_STORED)\b/.test(line)
  return new MemcachedError(isRefusal ? 'refused' : 'protocol', isRefusal ? line.slice(0, 100) : 'It does not speak as Memcached does.')
}
