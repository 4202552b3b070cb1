import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { CROWD } from '../config.js'
import type { BalancerRule } from '../protocol/balancer.js'
import { type CrowdProgress, INTERNAL_HEADERS } from '../protocol/ipc.js'
import { Crowd } from './crowd.js'

const closers: (() => void)[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const close of closers.splice(0)) close()
})

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

/** A shop of a few lines: hands out a cookie at the login, knows it again, and notes what each user did. */
class TinyShop {
  /** Steps of each user that logged in, by name. */
  readonly steps = new Map<string, string[]>()
  readonly headers = new Set<string>()
  visits = 0
  underWay = 0
  mostUnderWay = 0
  connections = 0
  readonly server: Server
  #fault: (request: IncomingMessage, response: ServerResponse) => boolean

  /** @param fault answers in the shop's place when it returns true */
  constructor(fault: (request: IncomingMessage, response: ServerResponse) => boolean = () => false) {
    this.#fault = fault
    this.server = createServer((request, response) => void this.#answer(request, response))
    this.server.on('connection', () => {
      this.connections += 1
    })
    closers.push(() => this.die())
  }

  die(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.underWay += 1
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
    response.once('close', () => {
      this.underWay -= 1
    })
    this.headers.add(`${request.headers[INTERNAL_HEADERS.key]} ${request.headers[INTERNAL_HEADERS.actor]}`)
    const body = await bodyOf(request)
    if (this.#fault(request, response)) return
    const step = `${request.method} ${request.url}`
    if (step === 'POST /login') {
      const name = new URLSearchParams(body).get('name') ?? ''
      this.steps.set(name, [...(this.steps.get(name) ?? []), step])
      response.writeHead(302, { location: '/', 'set-cookie': `sid=${name}; Path=/; HttpOnly` }).end()
      return
    }
    const name = /^sid=(.*)$/.exec(request.headers.cookie ?? '')?.[1]
    if (name === undefined) this.visits += 1
    else this.steps.get(name)?.push(`${step} ${body}`.trim())
    // Without a length, so that the answer is chunked.
    response.write('<p>welcome ')
    response.end(`${name ?? 'stranger'}</p>`)
  }
}

/** Runs a crowd to its end. */
async function run(port: number | readonly number[], users: number, more: { usersPerSecond?: number; cartItems?: number; rule?: BalancerRule } = {}) {
  const reports: CrowdProgress[] = []
  const order = { users, usersPerSecond: more.usersPerSecond ?? null, cartItems: more.cartItems ?? 0, behaviour: 'shop' as const }
  const crowd = new Crowd(order, { ports: [port].flat(), rule: more.rule ?? 'turns', internalKey: 'the-key', cookieNames: ['sid'] }, (progress) =>
    reports.push(progress),
  )
  closers.push(() => crowd.cancel())
  const last = await crowd.ended
  return { reports, last }
}

describe('a crowd', () => {
  test('serves every user once: three requests one after the other, with the own cookie', async () => {
    const shop = new TinyShop()
    const { last, reports } = await run(await listen(shop.server), 300)
    expect(last).toMatchObject({ outcome: 'done', usersDone: 300, requests: 900, errors: 0, errorKinds: [], remainingMs: 0 })
    expect(last.latency?.p50Ms).toBeGreaterThan(0)
    expect(last.usersPerSecond).toBeGreaterThan(0)
    expect(reports.at(-1)).toBe(last)
    expect(shop.visits).toBe(300)
    expect(shop.steps.size).toBe(300)
    for (const steps of shop.steps.values()) expect(steps).toEqual(['POST /login', 'GET /'])
    expect([...shop.headers]).toEqual(['the-key crowd'])
  })

  test('has a bounded number of users and connections under way', async () => {
    const shop = new TinyShop()
    await run(await listen(shop.server), 500)
    expect(shop.mostUnderWay).toBeLessThanOrEqual(CROWD.connections * CROWD.pipelining)
    expect(shop.mostUnderWay).toBeGreaterThan(CROWD.connections)
    expect(shop.connections).toBe(CROWD.connections)
  })

  test('goes to every lesson server alike, and each user stays with one where the proxy keeps it there', async () => {
    const shops = [new TinyShop(), new TinyShop()]
    const ports = await Promise.all(shops.map((shop) => listen(shop.server)))
    const { last } = await run(ports, 200, { rule: 'sticky' })
    expect(last).toMatchObject({ outcome: 'done', usersDone: 200, errors: 0 })
    for (const shop of shops) {
      expect(shop.connections).toBe(CROWD.connections / 2)
      expect(shop.visits).toBeGreaterThan(0)
      for (const steps of shop.steps.values()) expect(steps).toEqual(['POST /login', 'GET /'])
    }
    expect(shops.reduce((total, { steps }) => total + steps.size, 0)).toBe(200)
  })

  test.each(['turns', 'random'] as const)('by %s, each request goes where the proxy would send it, whoever asks', async (rule) => {
    const shops = [new TinyShop(), new TinyShop()]
    const ports = await Promise.all(shops.map((shop) => listen(shop.server)))
    const { last } = await run(ports, 200, { rule })
    expect(last).toMatchObject({ outcome: 'done', usersDone: 200, requests: 600 })
    // Somebody's login was at one, and what followed at the other.
    const [one, other] = shops
    expect([...(one?.steps.values() ?? [])].some((steps) => !steps.includes('GET /'))).toBe(true)
    expect(one?.visits).toBeGreaterThan(0)
    expect(other?.visits).toBeGreaterThan(0)
  })

  test('goes on with the others when one is not there, and comes back to it when it is told where it is', async () => {
    const [one, other, next] = [new TinyShop(), new TinyShop(), new TinyShop()]
    const ports = [await listen(one.server), await listen(other.server)] as const
    await new Promise((resolve) => other.server.close(resolve))
    const order = { users: 300, usersPerSecond: 300, cartItems: 0, behaviour: 'shop' as const }
    const crowd = new Crowd(order, { ports, rule: 'sticky', internalKey: 'k', cookieNames: ['sid'] }, () => {})
    closers.push(() => crowd.cancel())
    await expect.poll(() => one.steps.size, { timeout: 5_000 }).toBeGreaterThan(20)
    crowd.steer({ ports: [ports[0], await listen(next.server)], rule: 'sticky' })
    expect(await crowd.ended).toMatchObject({ outcome: 'done', usersDone: 300, errors: 0 })
    expect(next.steps.size).toBeGreaterThan(0)
  })

  test('fills carts', async () => {
    const shop = new TinyShop()
    await run(await listen(shop.server), 10, { cartItems: 2 })
    for (const steps of shop.steps.values()) expect(steps).toEqual(['POST /login', expect.stringMatching(/^POST \/cart item=[a-z-]+&item=[a-z-]+$/)])
  })

  test('comes at a pace', async () => {
    const shop = new TinyShop()
    const { last, reports } = await run(await listen(shop.server), 30, { usersPerSecond: 100 })
    expect(last).toMatchObject({ outcome: 'done', usersDone: 30, errors: 0 })
    // It takes 290 ms, so somebody reports on the way, and says how long it will still take.
    expect(reports[0]).toMatchObject({ outcome: 'running' })
    expect(reports[0]?.usersDone).toBeLessThan(30)
    expect(reports[0]?.remainingMs).toBeGreaterThan(0)
  })

  test('goes on when the shop refuses, and says why', async () => {
    let logins = 0
    const shop = new TinyShop((request, response) => {
      if (request.url !== '/login' || logins++ % 3 !== 0) return false
      response.writeHead(503).end('<h1>The store is away</h1><p>It did not answer</p>')
      return true
    })
    const { last } = await run(await listen(shop.server), 90)
    expect(last).toMatchObject({ outcome: 'done', usersDone: 90, errors: 30 })
    expect(last.errorKinds).toEqual([{ kind: 'said-no', reason: 'POST /login was answered 503: The store is away. It did not answer', count: 30 }])
  })

  test('goes on when connections are cut, and sends nothing twice', async () => {
    let requests = 0
    const shop = new TinyShop((request) => {
      requests += 1
      if (requests % 50 !== 0) return false
      request.socket.resetAndDestroy()
      return true
    })
    const { last } = await run(await listen(shop.server), 400)
    expect(last).toMatchObject({ outcome: 'done', usersDone: 400 })
    expect(last.errors).toBeGreaterThan(0)
    expect(last.errors).toBeLessThan(400)
    expect(last.errorKinds).toEqual([{ kind: 'cut-off', reason: 'the shop cut the connection', count: last.errors }])
    for (const steps of shop.steps.values()) expect(steps.filter((step) => step === 'POST /login')).toHaveLength(1)
  })

  test('goes on when they learn late that connections were cut, as on a busy machine', async () => {
    let requests = 0
    const cut: Socket[] = []
    const shop = new TinyShop((request) => {
      requests += 1
      if (cut.length === CROWD.connections || requests < 100 || cut.includes(request.socket)) return cut.includes(request.socket)
      // One after the other, each later than a shop may be away, and nobody is served meanwhile.
      setTimeout(() => request.socket.resetAndDestroy(), cut.push(request.socket) * (CROWD.goneAfterMs / 2))
      return true
    })
    const { last } = await run(await listen(shop.server), 400)
    expect(last).toMatchObject({ outcome: 'done', usersDone: 400 })
    expect(last.errors).toBeGreaterThan(0)
  })

  test('is not upset by garbage', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', () => socket.end('Hello, this is not HTTP\r\n\r\n'))
    })
    closers.push(() => server.close())
    const { last } = await run(await listen(server), 50)
    expect(last).toMatchObject({ outcome: 'done', usersDone: 50, errors: 50 })
    expect(last.errorKinds).toEqual([{ kind: 'not-http', reason: 'the answer was not HTTP', count: 50 }])
  })

  test('waits for an answer for a bounded time', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    let isHanging = true
    const arrived = vi.fn()
    const shop = new TinyShop(() => {
      if (isHanging) arrived()
      return isHanging
    })
    const ended = run(await listen(shop.server), 100)
    await vi.waitFor(() => expect(arrived).toHaveBeenCalledTimes(CROWD.connections * CROWD.pipelining), { timeout: 3_000, interval: 10 })
    vi.advanceTimersByTime(CROWD.requestTimeoutMs - 100)
    expect(shop.underWay).toBe(CROWD.connections * CROWD.pipelining)
    isHanging = false
    vi.advanceTimersByTime(200)
    const { last } = await ended
    expect(last).toMatchObject({ outcome: 'done', usersDone: 100 })
    expect(last.errorKinds).toEqual([{ kind: 'no-answer', reason: 'no answer within 5 s', count: CROWD.connections * CROWD.pipelining }])
  })

  test('ends when the shop goes away, with what was done', async () => {
    let requests = 0
    const shop = new TinyShop(() => {
      requests += 1
      if (requests === 600) shop.die()
      return false
    })
    const { last } = await run(await listen(shop.server), 1_000_000)
    expect(last.outcome).toBe('server-went-away')
    expect(last.usersDone - last.errors).toBeGreaterThan(100)
    // Whoever was inside, and a few that knocked: not the whole crowd.
    expect(last.errors).toBeLessThanOrEqual(CROWD.connections * CROWD.pipelining + CROWD.goneAfterMs / CROWD.knockIntervalMs + 1)
    expect(last.usersDone).toBeLessThan(1_000)
  })

  test.each([1, 1_000_000])('ends when there never was a shop (%i users)', async (users) => {
    const server = createTcpServer()
    const port = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    const { last } = await run(port, users)
    expect(last.outcome).toBe('server-went-away')
    expect(last.errorKinds.map(({ reason }) => reason)).toContain('the shop refused the connection')
  })

  test('forgives a shop that is away for a moment', async () => {
    let requests = 0
    let port = 0
    const listener: RequestListener = (request, response) => second.server.emit('request', request, response)
    const second = new TinyShop()
    const first = new TinyShop(() => {
      requests += 1
      if (requests !== 300) return false
      first.die()
      setTimeout(() => {
        const again = createServer(listener)
        closers.push(() => {
          again.close()
          again.closeAllConnections()
        })
        again.listen(port, '127.0.0.1')
      }, CROWD.goneAfterMs / 3)
      return true
    })
    port = await listen(first.server)
    const { last } = await run(port, 500)
    expect(last).toMatchObject({ outcome: 'done', usersDone: 500 })
    expect(second.steps.size).toBeGreaterThan(0)
  })

  test('goes home at once when it is told to', async () => {
    const shop = new TinyShop((request) => request.headers.cookie !== undefined)
    const port = await listen(shop.server)
    const reports: CrowdProgress[] = []
    const crowd = new Crowd(
      { users: 1_000_000, usersPerSecond: null, cartItems: 0, behaviour: 'shop' as const },
      { ports: [port], rule: 'turns', internalKey: 'k', cookieNames: ['sid'] },
      (progress) => reports.push(progress),
    )
    // Everybody inside hangs at the third step.
    await vi.waitFor(() => expect(reports.at(-1)?.requests).toBe(2 * CROWD.connections * CROWD.pipelining), { timeout: 3_000 })
    crowd.cancel()
    const last = await crowd.ended
    expect(last).toMatchObject({ outcome: 'cancelled', usersDone: 0, errors: 0, remainingMs: 0 })
    const connections = promisify(shop.server.getConnections.bind(shop.server))
    await vi.waitFor(async () => expect(await connections()).toBe(0))
    const said = reports.length
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(reports).toHaveLength(said)
  })
})
