import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, it } from 'vitest'
import { STORES } from '../../config.js'
import { Gate } from './gate.js'

const PATIENT = { timeout: 15_000 }

const GET = 'GET / HTTP/1.1\r\nHost: shop\r\n\r\n'

it('has room again when those who waited have gone away, and lets none of them in', async () => {
  const gate = new Gate()
  gate.close()
  const held: boolean[] = []
  let entered = 0
  const server = createServer((req, res) => held.push(gate.hold(req, res))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const open = () => connect((server.address() as AddressInfo).port, '127.0.0.1')
  try {
    const first = open()
    first.write(GET.repeat(STORES.gate.maxWaiting + 1))
    await expect.poll(() => held.length, PATIENT).toBe(STORES.gate.maxWaiting + 1)
    expect(held.at(-1)).toBe(false)
    expect(held.filter(Boolean)).toHaveLength(STORES.gate.maxWaiting)
    first.destroy()
    await expect.poll(async () => await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count))), PATIENT).toBe(0)
    const second = open()
    second.write(GET)
    await expect.poll(() => held.length, PATIENT).toBe(STORES.gate.maxWaiting + 2)
    expect(held.at(-1)).toBe(true)
    gate.open(() => {
      entered += 1
    })
    expect(entered).toBe(1)
    second.destroy()
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
