/** A real gateway in front of whatever a test brings, and raw HTTP through it. */
import { Agent, createServer, type Server, request as send } from 'node:http'
import { connect } from 'node:net'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import { AllowedHosts } from '../../supervisor/gateway/allowed-hosts.js'
import { frontAsUsual } from '../../supervisor/gateway/front.js'
import { Gateway, type GatewaySurroundings } from '../../supervisor/gateway/gateway.js'
import { Passages } from '../../supervisor/gateway/passages.js'
import { listenOn } from '../lesson-server/tapped-shop.js'

export const DASHBOARD_PORT = 4000

export interface Front {
  readonly port: number
  close(): Promise<void>
}

/** @param shopPort null: there is no shop */
export async function openGateway(
  shopPort: number | null,
  around: Partial<GatewaySurroundings> & { readonly internalKey: string },
  added: readonly string[] = [],
) {
  const gateway = new Gateway('en')
  const passages = new Passages()
  const port = await listenOn(gateway.server)
  const door = {
    hosts: new AllowedHosts('127.0.0.1', port, added),
    dashboard: new AllowedHosts('127.0.0.1', DASHBOARD_PORT),
    otherSite: null,
    lineThatAllows: (host: string | undefined) => (host === undefined ? null : `npm start -- --allow-host ${host}`),
  }
  gateway.open(door, {
    passages,
    balancer: {
      async next(_request, ms) {
        if (shopPort === null) await new Promise((resolve) => setTimeout(resolve, ms))
        return shopPort === null ? null : { id: 'a', boot: 1, port: shopPort }
      },
      cookieFor: () => null,
      answered: () => {},
    },
    front: frontAsUsual(),
    language: () => 'en',
    welcome: () => ({ actor: 'you', page: () => {}, answered: () => {}, ended: () => {} }),
    lineFor: () => null,
    noteCrossSite: () => null,
    forgetCookies: () => [],
    causeOfDelay: () => 'late-store',
    onLost: () => {},
    onCached: () => {},
    onPreflight: () => {},
    ...around,
  })
  return { port, passages, https: gateway.https, close: () => gateway.close() }
}

/** Takes framing off as hop-by-hop and sends the body on as it comes: what a proxy must not do. The control of the tests about smuggling. */
export async function openNaiveProxy(shopPort: number, internalKey: string): Promise<Front> {
  const agent = new Agent({ keepAlive: true })
  const server: Server = createServer((request, response) => {
    const named = (request.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
    const dropped = new Set(['connection', 'transfer-encoding', 'te', 'trailer', 'upgrade', ...named])
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !dropped.has(name)))
    const upstream = send(
      {
        host: '127.0.0.1',
        port: shopPort,
        method: request.method,
        path: request.url,
        agent,
        headers: { ...headers, [INTERNAL_HEADERS.key]: internalKey, [INTERNAL_HEADERS.actor]: 'other' },
      },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' })
        answer.pipe(response)
      },
    )
    upstream.on('error', () => response.destroy())
    request.pipe(upstream)
  })
  const port = await listenOn(server)
  return {
    port,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export interface RawConnection {
  /** Everything that has come so far. */
  text(): string
  close(): void
}

/** Sends bytes and resolves when the head of a final answer has come, or the other side has closed. @throws after `withinMs` */
export function sendRaw(port: number, bytes: string, withinMs = 10_000): Promise<RawConnection> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'))
    const done = () => {
      clearTimeout(timer)
      resolve({ text: () => text, close: () => socket.destroy() })
    }
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new Error(`No answer within ${withinMs} ms to ${JSON.stringify(bytes.slice(0, 300))}; so far ${JSON.stringify(text.slice(0, 200))}`))
    }, withinMs)
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      if (/HTTP\/1\.1 [2-5]\d\d/.test(text)) done()
    })
    socket.on('error', done)
    socket.on('close', done)
  })
}
