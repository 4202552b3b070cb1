/** Serves the page, the scripts' API and the sockets. Sets no cookie: a cookie would reach the shop too, ports do not part them. */
import { createServer, type Server as HttpServer } from 'node:http'
import { join } from 'node:path'
import express from 'express'
import { DASHBOARD } from '../../config.js'
import { clientFolder } from '../../paths.js'
import type { Language } from '../../protocol/language.js'
import { badRequest, DASHBOARD_DOOR, type Notice, wrongHost } from '../../words/notices.js'
import { ASK_US, answerRefused } from '../doors/answer-refused.js'
import { sendNotice } from '../doors/notice.js'
import type { AllowedHosts } from '../gateway/allowed-hosts.js'
import { apiRoutes, type ScriptApi } from './http-api.js'
import { nearMisses, sendNothingHere } from './nothing-here.js'
import { readPage } from './page.js'
import { dashboardSecurity } from './security-headers.js'
import { openSockets, type SocketSurroundings } from './sockets.js'

export interface DashboardSurroundings extends SocketSurroundings, ScriptApi {
  readonly shopHosts: AllowedHosts
  /** Where the shop is when the page was asked for under a name that was added by hand; null: at that name too, on the shop's port. */
  readonly shopUrl: string | null
  /** The line for the terminal that lets a refused Host in; null where it is no name. */
  lineThatAllows(host: string | undefined): string | null
  /** Is whoever can ask for the page allowed to have the token? */
  readonly tokenInPage: boolean
  language(): Language
}

export class DashboardServer {
  readonly server: HttpServer = createServer({ ...ASK_US, maxHeaderSize: DASHBOARD.maxHeaderBytes })
  #io: ReturnType<typeof openSockets> | null = null

  /** Begins to answer. The port has been taken before, since the allowed hosts depend on it. */
  open(around: DashboardSurroundings): void {
    const app = express()
    app.disable('x-powered-by')
    const security = dashboardSecurity(around.hosts, around.shopHosts)
    app.use(security.middleware)
    app.use((request, response, next) => {
      const { host } = request.headers
      const refuse = (notice: Notice) => sendNotice(request, response, notice, { language: around.language(), security: {} })
      if (request.headersDistinct.host?.length !== 1) return refuse(badRequest(DASHBOARD_DOOR))
      if (!around.hosts.allows(host)) return refuse(wrongHost(DASHBOARD_DOOR, around.lineThatAllows(host)))
      next()
    })
    app.use('/api', apiRoutes(around))
    app.use('/assets', express.static(join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }))
    app.get('/', (request, response) => {
      // What stands in front of an added name may let anybody in.
      const isAdded = around.hosts.isAdded(request.headers.host)
      const page = readPage({
        token: around.tokenInPage && !isAdded ? around.token : null,
        language: around.language(),
        shopUrl: isAdded ? around.shopUrl : null,
      })
      response.set('cache-control', 'no-store')
      if (page === null) response.status(503).type('text').send('The page has not been built. Run "npm start" again; it builds what is missing.\n')
      else response.type('html').send(page)
    })
    app.use(express.static(clientFolder, { index: false, redirect: false }))
    app.use(nearMisses)
    app.use((request, response) => sendNothingHere(request, response, around.language()))
    app.use(((error, request, response, next) => {
      if (response.headersSent) return next(error)
      sendNothingHere(request, response, around.language())
    }) satisfies express.ErrorRequestHandler)
    this.server.on('request', app)
    this.#io = openSockets(this.server, around)
    answerRefused(this.server, {
      door: DASHBOARD_DOOR,
      maxHeaderBytes: DASHBOARD.maxHeaderBytes,
      language: () => around.language(),
      security: () => security.always,
    })
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve))
    this.#io?.disconnectSockets(true)
    this.#io?.engine.close()
    this.server.closeAllConnections()
    await closed
  }
}
