import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { endStreams, hasRequestEnded, isEventStream, onRequestEnd } from './request-end.js'

const PATIENT = { timeout: 15_000 }

const GET = 'GET / HTTP/1.1\r\nHost: shop\r\n\r\n'

describe('the end of a request', () => {
  let server: Server | null = null
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })

  async function serve(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<Socket> {
    server = createServer(handle).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined)
  }

  it('is told once for each of several on one connection, when they are answered', async () => {
    const ends: number[] = []
    let count = 0
    let isClosed = false
    const socket = await serve((req, res) => {
      const index = count++
      if (index === 0) req.socket.on('close', () => setImmediate(() => (isClosed = true)))
      onRequestEnd(req, res, () => ends.push(index))
      res.end('answer')
    })
    socket.write(GET.repeat(20))
    await expect.poll(() => ends.length, PATIENT).toBe(20)
    socket.destroy()
    await expect.poll(() => isClosed, PATIENT).toBe(true)
    expect(ends).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  it('is told for those too that wait behind another when the client hangs up', async () => {
    const pending = new Set<ServerResponse>()
    let seen = 0
    const socket = await serve((req, res) => {
      seen += 1
      pending.add(res)
      onRequestEnd(req, res, () => pending.delete(res))
    })
    socket.write(GET.repeat(20))
    await expect.poll(() => seen, PATIENT).toBe(20)
    socket.destroy()
    await expect.poll(() => pending.size, PATIENT).toBe(0)
  })

  it('is told at once to whoever asks later', async () => {
    const late: [IncomingMessage, ServerResponse][] = []
    const socket = await serve((req, res) => late.push([req, res]))
    socket.write(GET.repeat(2))
    await expect.poll(() => late.length, PATIENT).toBe(2)
    socket.destroy()
    await Promise.all(late.map(([req]) => req.socket.closed || once(req.socket, 'close')))
    for (const [req, res] of late) {
      expect(hasRequestEnded(req, res)).toBe(true)
      let told = 0
      onRequestEnd(req, res, () => {
        told += 1
      })
      expect(told).toBe(1)
    }
  })
})

describe('streams of events', () => {
  it('are told by their type', () => {
    expect(['text/event-stream', 'Text/Event-Stream; charset=utf-8'].map(isEventStream)).toEqual([true, true])
    expect([undefined, 'text/html', 'text/event-streams', 7].map(isEventStream)).toEqual([false, false, false, false])
  })

  it('are ended whole, without what has been put around their end; other answers go on', async () => {
    const begun: ServerResponse[] = []
    let ends = 0
    const server = createServer((req, res) => {
      onRequestEnd(req, res, () => undefined)
      const { end } = res
      res.end = ((...args: unknown[]) => {
        ends += 1
        return Reflect.apply(end, res, args)
      }) as typeof res.end
      res.setHeader('content-type', req.url === '/stream' ? 'text/event-stream' : 'text/plain').write('begun')
      begun.push(res)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const [stream, page] = await Promise.all([fetch(`${origin}/stream`), fetch(`${origin}/page`)])
    endStreams()
    expect(await stream.text()).toBe('begun')
    expect(ends).toBe(0)
    for (const res of begun) if (!res.writableEnded) res.end(' and ended')
    expect(await page.text()).toBe('begun and ended')
    server.close()
  })
})
