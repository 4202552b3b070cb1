/** Takes a port, or the next free one. */
import { createServer, type Server } from 'node:net'
import { OPTION_WORDS } from '../../words/options.js'

/** No port could be taken; the message is one line that says what to do. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

/**
 * Listens on `wanted`, or on the first free port of the 50 above it; 0 takes any free one.
 *
 * @param option without the dashes, for the advice
 * @returns the port that was taken
 * @throws PortError
 */
export async function listenOnFreePort(server: Server, host: string, wanted: number, option: string, words = OPTION_WORDS.en): Promise<number> {
  const last = Math.min(wanted + 50, 65_535)
  for (let port = wanted; port <= last; port++) {
    try {
      // A browser may try ::1 before 127.0.0.1 for "localhost": a stranger there would be shown instead of us.
      if (port !== 0 && (host === '127.0.0.1' || host === 'localhost') && (await isTaken(port, '::1'))) continue
      return await listen(server, host, port)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code === 'EADDRINUSE') continue
      if (code === 'EACCES') throw new PortError(words.portNotAllowed(port, option))
      throw new PortError(words.cannotListen(host, port, code ?? '?'))
    }
  }
  throw new PortError(words.portsTaken(wanted, last, option))
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

async function isTaken(port: number, host: string): Promise<boolean> {
  const probe = createServer()
  try {
    await listen(probe, host, port)
    return false
  } catch (error) {
    // No IPv6 here, or any other trouble: then nobody else answers there either.
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
  } finally {
    await new Promise((resolve) => probe.close(resolve))
  }
}
