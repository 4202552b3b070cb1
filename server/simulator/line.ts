import { Client, type Dispatcher } from 'undici'
import { CROWD } from '../config.js'
import { INTERNAL_HEADERS } from '../protocol/ipc.js'
import { failureOf, RequestFailure } from './request-failure.js'

export interface ShopRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly cookie: string | null
  /** Form fields, already encoded; null for none. */
  readonly form: string | null
  /** The body of an answer that says yes is wanted too. */
  readonly wantsBody?: boolean
}

export interface ShopAnswer {
  readonly status: number
  readonly setCookie: readonly string[] | string | undefined
  /** The body, cut after BODY_KEPT, where it was asked for or the status is 400 or above; otherwise empty: nobody reads it. */
  readonly body: string
}

/** Characters; the shop's error pages with their style sheet are shorter. */
const BODY_KEPT = 32 * 1024

/**
 * A connection to the shop that several users share, each waiting for its own answer (HTTP/1.1 pipelining, RFC 9112 section 9.3.2).
 *
 * Made of undici's `Client`, which is told that all requests may be pipelined. It would send them again after a cut connection;
 * a login that is sent twice is two sessions, so a line that breaks fails whatever is on it and starts afresh.
 */
export class Line {
  readonly #origin: string
  readonly #headers: readonly string[]
  /** Oldest first. */
  readonly #underWay = new Set<Exchange>()
  #client: Client

  constructor(port: number, internalKey: string) {
    this.#origin = `http://127.0.0.1:${port}`
    this.#headers = [INTERNAL_HEADERS.key, internalKey, INTERNAL_HEADERS.actor, 'crowd']
    this.#client = this.#connect()
  }

  /** Requests under way on it. */
  get load(): number {
    return this.#underWay.size
  }

  /** @throws RequestFailure */
  send(request: ShopRequest): Promise<ShopAnswer> {
    return new Promise((resolve, reject) => {
      const headers = [...this.#headers]
      if (request.cookie !== null) headers.push('cookie', request.cookie)
      if (request.form !== null) headers.push('content-type', 'application/x-www-form-urlencoded')
      const client = this.#client
      const exchange = new Exchange(
        request.wantsBody === true,
        (answer) => {
          this.#underWay.delete(exchange)
          resolve(answer)
        },
        (error) => {
          this.#underWay.delete(exchange)
          reject(failureOf(error))
          // Later, because undici is still in the middle of taking the connection down.
          queueMicrotask(() => this.#startAfresh(client, error))
        },
      )
      this.#underWay.add(exchange)
      client.dispatch({ method: request.method, path: request.path, headers, body: request.form, idempotent: true, blocking: false }, exchange)
    })
  }

  /** Gives up on a line whose oldest request waits for too long; everything behind it waits for it, so it fails too. */
  hangUpWhenOverdue(now: number): void {
    const [oldest] = this.#underWay
    if (oldest === undefined || now - oldest.sentAt < CROWD.requestTimeoutMs) return
    this.#startAfresh(this.#client, new RequestFailure(`no answer within ${CROWD.requestTimeoutMs / 1000} s`, 'no-answer'))
  }

  /** Drops the connection, and fails whatever is on it. */
  close(): void {
    this.#destroy(this.#client, new RequestFailure('the crowd went home', 'not-sent'))
  }

  #connect(): Client {
    // Timeouts are ours (`hangUpWhenOverdue`): undici's begin when a request comes to the head of its line.
    return new Client(this.#origin, { pipelining: CROWD.pipelining, headersTimeout: 0, bodyTimeout: 0, connectTimeout: CROWD.requestTimeoutMs })
  }

  #startAfresh(broken: Client, why: Error): void {
    if (this.#client !== broken || broken.destroyed) return
    this.#client = this.#connect()
    this.#destroy(broken, why)
  }

  #destroy(client: Client, why: Error): void {
    client.destroy(why).catch(() => {
      // It is gone either way; those who wait on it were told through their own exchange.
    })
  }
}

/** One request and its answer, as undici reports them. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly sentAt = performance.now()
  readonly #wantsBody: boolean
  readonly #answered: (answer: ShopAnswer) => void
  readonly #broke: (error: Error) => void
  #status = 0
  #setCookie: readonly string[] | string | undefined
  #body = ''

  constructor(wantsBody: boolean, answered: (answer: ShopAnswer) => void, broke: (error: Error) => void) {
    this.#wantsBody = wantsBody
    this.#answered = answered
    this.#broke = broke
  }

  onRequestStart(): void {
    // undici asks for it; there is nothing to do.
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.#status = status
    this.#setCookie = headers['set-cookie']
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if ((this.#wantsBody || this.#status >= 400) && this.#body.length < BODY_KEPT) this.#body += chunk.toString('utf8', 0, BODY_KEPT)
  }

  onResponseEnd(): void {
    this.#answered({ status: this.#status, setCookie: this.#setCookie, body: this.#body })
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#broke(error)
  }
}
