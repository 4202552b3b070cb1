/** For tests: a shop on a real socket, and users who know what they did. */
import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { INITIAL_OPTIONS, type SessionOptions } from '../../protocol/session-options.js'

export const sessionOptions: SessionOptions = { ...INITIAL_OPTIONS, name: 'connect.sid' }

export const secrets = ['a-secret-of-the-tests']

/** Requests by their `x-test` header, from when the shop's code first saw them until express-session was through with them. */
export class SeenRequests {
  readonly #seen = new Set<string>()
  readonly #settled = new Set<string>()

  /** Notes what passes through an app. Its `end` is the innermost: express-session calls it when the session has been saved. */
  around(app: RequestListener): RequestListener {
    return (req, res) => {
      const id = String(req.headers['x-test'])
      this.#seen.add(id)
      const end = res.end
      res.end = ((...rest: Parameters<typeof end>) => {
        this.#settled.add(id)
        return end.apply(res, rest)
      }) as typeof end
      app(req, res)
    }
  }

  /** Waits until an aborted request has done what it will do. @returns whether the shop ever saw it */
  async settle(id: string, isGateOpen: () => boolean): Promise<void> {
    const unseenUntil = Date.now() + 40
    while (!this.#settled.has(id)) {
      if (!this.#seen.has(id) && Date.now() > unseenUntil && isGateOpen()) return
      await sleep(2)
    }
  }
}

export interface TestServer {
  readonly port: number
  close(): Promise<void>
}

export async function listen(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<TestServer> {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface Answer {
  readonly status: number
  readonly body: string
  readonly ms: number
}

let requests = 0

/** A browser: one cookie, one request at a time. */
export class TestBrowser {
  cookie: string | null = null
  readonly #nextPort: () => number
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /**
   * @param port of the shop, or who says for each request which of several is next
   * @param headers sent with every request
   */
  constructor(port: number | (() => number), headers: Readonly<Record<string, string>> = {}) {
    this.#nextPort = typeof port === 'number' ? () => port : port
    this.#headers = headers
  }

  close(): void {
    this.#agent.destroy()
  }

  /** @param abortAfterMs hangs up after this many ms; then there is no answer but the id of the request */
  async send(method: string, path: string, form?: Record<string, string>): Promise<Answer> {
    const answer = await this.#send(method, path, form, null)
    if (typeof answer === 'string') throw new Error('It was cut off.')
    return answer
  }

  /** Hangs up after this many ms, unless the answer was faster. @returns the id of the request */
  async sendAndAbort(method: string, path: string, form: Record<string, string>, abortAfterMs: number): Promise<string | Answer> {
    return this.#send(method, path, form, abortAfterMs)
  }

  #send(method: string, path: string, form: Record<string, string> | undefined, abortAfterMs: number | null): Promise<string | Answer> {
    const id = String(++requests)
    const body = form ? new URLSearchParams(form).toString() : ''
    const headers = {
      ...this.#headers,
      'x-test': id,
      ...(this.cookie !== null && { cookie: this.cookie }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }),
    }
    const began = performance.now()
    return new Promise((resolve, reject) => {
      let aborted = false
      const sent = request({ host: '127.0.0.1', port: this.#nextPort(), method, path, headers, agent: this.#agent }, (res) => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', () => (aborted ? resolve(id) : reject(new Error('The answer broke off.'))))
        res.on('end', () => {
          // A cookie that is to be removed is kept: whoever does so after a logout must not be known by it.
          const line = res.headers['set-cookie']?.find((cookie) => /^connect\.sid=[^;]/.test(cookie))
          if (line) this.cookie = line.split(';')[0] ?? null
          resolve({ status: res.statusCode ?? 0, body: Buffer.concat(chunks).toString(), ms: performance.now() - began })
        })
      })
      sent.on('error', (error) => (aborted ? resolve(id) : reject(error)))
      sent.end(body)
      if (abortAfterMs !== null) {
        setTimeout(() => {
          aborted = true
          sent.destroy()
        }, abortAfterMs)
      }
    })
  }
}

export interface Tally {
  requests: number
  aborted: number
  failed: string[]
  lost: string[]
  revived: string[]
  longestMs: number
  /** Requests that were answered with the store's silence (STORES.callDeadlineMs), as on a machine that is short of time. */
  late: number
}

/** What a 503 says when a store did not answer within its deadline. */
const STORE_IS_LATE = /did not answer within \d+ ms/

/** Of a page, without its tags. */
function wordsOf(html: string): string {
  return html
    .replace(/<(style|head)[\s>][\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

export function newTally(): Tally {
  return { requests: 0, aborted: 0, failed: [], lost: [], revived: [], longestMs: 0, late: 0 }
}

interface Me {
  readonly isLoggedIn: boolean
  readonly name: string | null
  readonly cart: readonly unknown[]
}

/**
 * A user who does one thing after the other until `isOver`, and knows after each what the shop must remember.
 * Without `seen`, which must be in the shop's process, none of them hangs up.
 * Strictly sequential, also across requests that were cut off: parallel writes to one session lose each other without any switch.
 */
export async function beUser(
  name: string,
  port: number | (() => number),
  item: string,
  tally: Tally,
  seen: SeenRequests | null,
  isOver: () => boolean,
  isGateOpen: () => boolean,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const browser = new TestBrowser(port, headers)
  let isLoggedIn = false
  let cart = 0
  let isUnsure = false
  /** @returns the answer; null: the store did not answer in time, and the user was told so: it may have been done or not */
  const step = async (method: string, path: string, form?: Record<string, string>): Promise<Answer | null> => {
    tally.requests += 1
    const answer = await browser.send(method, path, form).catch((error: Error) => ({ status: 0, body: String(error), ms: 0 }))
    tally.longestMs = Math.max(tally.longestMs, answer.ms)
    const words = wordsOf(answer.body)
    if (answer.status === 503 && STORE_IS_LATE.test(words)) {
      tally.late += 1
      isUnsure = true
      return null
    }
    if (answer.status === 0 || answer.status >= 400) tally.failed.push(`${method} ${path}: ${answer.status} ${words.slice(0, 300)}`)
    return answer
  }
  const look = async (): Promise<Me | null> => {
    const answer = await step('GET', '/me')
    return answer?.status === 200 ? JSON.parse(answer.body) : null
  }
  while (!isOver()) {
    const dice = Math.random()
    if (isUnsure) {
      const me = await look()
      if (me === null) continue
      isUnsure = false
      isLoggedIn = me.isLoggedIn
      cart = me.cart.length
    } else if (!isLoggedIn) {
      await step('POST', '/login', { name })
      isLoggedIn = true
      cart = 0
    } else if (dice < 0.45 && cart < 40) {
      if (await step('POST', '/cart', { item })) cart += 1
    } else if (dice < 0.6 && cart < 40 && seen) {
      tally.aborted += 1
      const outcome = await browser.sendAndAbort('POST', '/cart', { item }, Math.random() * 4)
      if (typeof outcome === 'string') await seen.settle(outcome, isGateOpen)
      const me = await look()
      // It was done or not; from here on it is known.
      if (me && (me.cart.length < cart || me.cart.length > cart + 1)) tally.lost.push(`${name}: ${me.cart.length} instead of ${cart} or one more`)
      cart = me?.cart.length ?? cart
    } else if (dice < 0.8 || cart < 2) {
      const me = await look()
      if (me && (!me.isLoggedIn || me.name !== name || me.cart.length !== cart)) {
        tally.lost.push(`${name}: ${JSON.stringify(me).slice(0, 80)} instead of ${cart} items`)
        isLoggedIn = me.isLoggedIn
        cart = me.cart.length
      }
    } else {
      if ((await step('POST', '/logout')) === null) continue
      isLoggedIn = false
      const me = await look()
      if (me?.isLoggedIn) tally.revived.push(`${name} after a log-out`)
    }
    await sleep(Math.random() * 3)
  }
  browser.close()
}
