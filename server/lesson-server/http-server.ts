/** The HTTP side of the lesson server. Node itself answers malformed requests with 400, 408 or 431 and closes that connection only. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { CHILDREN, LESSON_SERVER } from '../config.js'
import { endStreams } from '../request-end.js'

export interface ShopServer {
  readonly port: number
  /** The most that the headers of a request may have, on connections from now on; null: as usual. */
  limitHeaders(bytes: number | null): void
  /** Lets the requests under way finish, for at most CHILDREN.stopTimeoutMs, then closes what is left. */
  close(): Promise<void>
}

/** Listens on a free port of the loopback interface. */
export async function listen(listener: RequestListener): Promise<ShopServer> {
  const server = createServer(
    {
      maxHeaderSize: LESSON_SERVER.maxHeaderBytes,
      headersTimeout: LESSON_SERVER.headersTimeoutMs,
      requestTimeout: LESSON_SERVER.requestTimeoutMs,
      keepAliveTimeout: LESSON_SERVER.keepAliveTimeoutMs,
      connectionsCheckingInterval: LESSON_SERVER.connectionsCheckMs,
    },
    listener,
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The lesson server listens, but not on a port')
  const limitHeaders = (bytes: number | null) => {
    // Node.js takes it from here for each new connection (`connectionListener`, lib/_http_server.js); there is no other way than a server anew.
    Object.assign(server, { maxHeaderSize: bytes ?? LESSON_SERVER.maxHeaderBytes })
  }
  return { port: address.port, limitHeaders, close: () => close(server) }
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), CHILDREN.stopTimeoutMs)
    // A connection whose last request ends after `close` stays open for its keep-alive time, unless somebody looks again.
    const sweep = setInterval(() => server.closeIdleConnections(), LESSON_SERVER.stopSweepMs)
    server.close(() => {
      clearTimeout(cutOff)
      clearInterval(sweep)
      resolve()
    })
    endStreams()
    server.closeIdleConnections()
  })
}
