/** Serves the page, the scripts' API and the sockets. Sets no cookie: a cookie would reach the shop too, ports do not part them. */
import { createServer, type Server as HttpServer } from 'node:http'
import { join } from 'node:path'
import express from 'express'
import { clientFolder } from '../../paths.js'
import type { AllowedHosts } from '../gateway/allowed-hosts.js'
import { apiRoutes, type ScriptApi } from './http-api.js'
import { readPage } from './page.js'
import { dashboardSecurity } from './security-headers.js'
import { openSockets, type SocketSurroundings } from './sockets.js'

interface PageSurroundings {
  readonly shopHosts: AllowedHosts
  /** Is whoever can ask for the page allowed to have the token? */
  readonly tokenInPage: boolean
  language(): string
}

export class DashboardServer {
  readonly server: HttpServer = createServer()
  #io: ReturnType<typeof openSockets> | null = null

  constructor() {
    // Nothing below may crash on a half-open connection.
    this.server.on('clientError', (_error, socket) =>
      socket.writable ? socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n') : socket.destroy(),
    )
  }

  /** Begins to answer. The port has been taken before, since the allowed hosts depend on it. */
  open(around: SocketSurroundings & ScriptApi & PageSurroundings): void {
    const app = express()
    app.disable('x-powered-by')
    app.use((request, response, next) => {
      if (around.hosts.allows(request.headers.host)) return next()
      response
        .status(421)
        .type('text')
        .send(
          'This is not the address of the dashboard. It answers to its own address only, so that no other site can reach it. Use the address that the terminal shows.\n',
        )
    })
    app.use(dashboardSecurity(around.hosts, around.shopHosts))
    app.use('/api', apiRoutes(around))
    app.use('/assets', express.static(join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }))
    app.get('/', (_request, response) => {
      const page = readPage(around.tokenInPage ? around.token : null, around.language())
      response.set('cache-control', 'no-store')
      if (page === null) response.status(503).type('text').send('The page has not been built. Run "npm start" again; it builds what is missing.\n')
      else response.type('html').send(page)
    })
    app.use(express.static(clientFolder, { index: false }))
    app.use((_request, response) => {
      response.status(404).type('text').send('There is nothing at this address. The dashboard is at /.\n')
    })
    app.use(((_error, _request, response, next) => {
      if (response.headersSent) return next(_error)
      response.status(404).type('text').send('There is nothing at this address. The dashboard is at /.\n')
    }) satisfies express.ErrorRequestHandler)
    this.server.on('request', app)
    this.#io = openSockets(this.server, around)
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.#io?.disconnectSockets(true)
    this.#io?.engine.close()
    this.server.closeAllConnections()
    await closed
  }
}
