import { createServer, type Server } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { OPTION_WORDS } from '../../words/options.js'
import { listenOnFreePort, PortError } from './listen.js'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

function server(): Server {
  const made = createServer()
  servers.push(made)
  return made
}

describe('listenOnFreePort', () => {
  test('takes any port for 0, and the next one for a taken one', async () => {
    const taken = await listenOnFreePort(server(), '127.0.0.1', 0, 'port')
    expect(taken).toBeGreaterThan(0)
    const next = await listenOnFreePort(server(), '127.0.0.1', taken, 'port')
    expect(next).toBeGreaterThan(taken)
    expect(next).toBeLessThanOrEqual(taken + 50)
  })

  test('a port where somebody else answers for "localhost" over IPv6 is taken too', async (context) => {
    const stranger = server()
    const port = await new Promise<number | null>((resolve) => {
      stranger.once('error', () => resolve(null))
      stranger.listen(0, '::1', () => {
        const address = stranger.address()
        resolve(typeof address === 'object' && address ? address.port : null)
      })
    })
    if (port === null) return context.skip('no IPv6 here')
    expect(await listenOnFreePort(server(), '127.0.0.1', port, 'port')).toBeGreaterThan(port)
  })

  test('says what to do about an address that is not ours', async () => {
    await expect(listenOnFreePort(server(), '203.0.113.7', 0, 'port')).rejects.toThrow(PortError)
    await expect(listenOnFreePort(server(), '203.0.113.7', 0, 'port')).rejects.toThrow(/Cannot listen.*--host/)
    await expect(listenOnFreePort(server(), '203.0.113.7', 0, 'port', OPTION_WORDS['pt-BR'])).rejects.toThrow(/Não dá para escutar.*--host/)
  })
})
