import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { AllowedHosts } from './allowed-hosts.js'
import { frontAsUsual } from './front.js'
import { Gateway, type LostRequest } from './gateway.js'
import { Passages } from './passages.js'

const PATIENT = { timeout: 15_000 }

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

test('a visitor who hangs up with several requests on one connection leaves none of them under way', async () => {
  const pending = new Set<ServerResponse>()
  const lost: LostRequest[] = []
  const shopPort = await listen(
    createServer((_request, response) => {
      pending.add(response)
      response.on('close', () => pending.delete(response))
    }),
  )
  const gateway = new Gateway('en')
  const port = await listen(gateway.server)
  const passages = new Passages()
  const door = { hosts: new AllowedHosts('127.0.0.1', port), dashboard: new AllowedHosts('127.0.0.1', 4000), otherSite: null, lineThatAllows: () => null }
  gateway.open(door, {
    internalKey: 'k'.repeat(32),
    passages,
    balancer: { next: async () => ({ id: 'a', boot: 1, port: shopPort }), cookieFor: () => null, answered: () => {} },
    front: frontAsUsual(),
    language: () => 'en',
    welcome: () => ({ actor: 'you', page: () => {}, answered: () => {}, ended: () => {} }),
    lineFor: () => null,
    noteCrossSite: () => null,
    forgetCookies: () => [],
    causeOfDelay: () => 'late-store',
    onLost: (request) => lost.push(request),
    onCached: () => {},
    onPreflight: () => {},
  })
  const visitor = connect(port, '127.0.0.1')
  visitor.write(`GET / HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`.repeat(10))
  await expect.poll(() => pending.size, PATIENT).toBe(10)
  visitor.destroy()
  await expect.poll(() => pending.size, PATIENT).toBe(0)
  await expect.poll(() => passages.cutOffWith({ id: 'a', boot: 1 }), PATIENT).toBe(0)
  // At the deadline, those that were thought to be waiting still would be told as late.
  expect(lost).toEqual([])
})
