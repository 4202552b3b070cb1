import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectOverTls, createServer as createTlsServer } from 'node:tls'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeCertificate } from '../../supervisor/gateway/certificate.js'
import { Connections } from './connections.js'

/** A database that says what it hears. */
let server: Server
let port: number
const heard: string[] = []
/** Its ends of the connections. */
let peers: Socket[] = []
const connections = new Connections()
let unwatch: () => void

beforeEach(async () => {
  heard.length = 0
  peers = []
  server = createServer((socket) => {
    peers.push(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      heard.push(String(data))
      socket.write(`re: ${data}`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
  unwatch = connections.watch()
})
afterEach(() => {
  unwatch()
  server.close()
})

async function open(): Promise<{ readonly socket: Socket; readonly got: string[] }> {
  const socket = connect(port, '127.0.0.1')
  const got: string[] = []
  socket.on('data', (data) => void got.push(String(data)))
  await once(socket, 'connect')
  return { socket, got }
}
const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('while all is as usual, the methods of sockets are those of Node.js', () => {
  const before = Object.getOwnPropertyNames(Object.getPrototypeOf(connect(port, '127.0.0.1').destroy()))
  connections.set('frozen')
  connections.set('as-usual')
  expect(Object.getOwnPropertyNames(Object.getPrototypeOf(connect(port, '127.0.0.1').destroy()))).toEqual(before)
})

test('a cut line resets connections and refuses new ones, as the system tells it; mended, it takes them', async () => {
  const { socket } = await open()
  const ended = once(socket, 'error')
  connections.set('cut')
  expect(await ended).toMatchObject([{ code: 'ECONNRESET', syscall: 'read' }])
  expect(await once(connect(port, '127.0.0.1'), 'error')).toMatchObject([{ code: 'ECONNREFUSED', syscall: 'connect' }])
  connections.set('as-usual')
  const { socket: next, got } = await open()
  next.write('hello')
  await expect.poll(() => got).toEqual(['re: hello'])
  next.destroy()
})

test('on a frozen line nothing arrives, either way, until it thaws', async () => {
  const { socket, got } = await open()
  socket.write('one')
  await expect.poll(() => got).toEqual(['re: one'])
  connections.set('frozen')
  socket.write('two')
  socket.write('three')
  const late = await open()
  late.socket.write('four')
  for (const peer of peers) peer.write('pushed')
  await turns(10)
  expect([heard, got, late.got]).toEqual([['one'], ['re: one'], []])
  connections.set('as-usual')
  await expect.poll(() => heard.join()).toMatch(/two.*three/)
  await expect.poll(() => got.join()).toMatch(/re: one.*pushed.*re: two/)
  await expect.poll(() => late.got.join()).toContain('re: four')
  for (const each of [socket, late.socket]) each.destroy()
})

test('what was given up meanwhile does not arrive when it thaws', async () => {
  const { socket } = await open()
  connections.set('frozen')
  socket.write('forgotten')
  socket.destroy()
  connections.set('as-usual')
  await turns(10)
  expect(heard).toEqual([])
})

test('connections that others have made to this process go on', async () => {
  unwatch()
  const { socket, got } = await open()
  unwatch = connections.watch()
  connections.set('frozen')
  for (const peer of peers) peer.write('from the server')
  await expect.poll(() => got).toEqual(['from the server'])
  connections.set('cut')
  socket.write('still here')
  await expect.poll(() => heard).toEqual(['still here'])
  socket.destroy()
})

test('a connection on which TLS was begun later freezes as well, and is cut without an error that nobody would hear', async () => {
  const { key, certificate, authority } = await makeCertificate()
  const behind = createTlsServer({ key, cert: certificate }, (socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      heard.push(String(data))
      socket.write(`re: ${data}`)
    })
  })
  behind.listen(0, '127.0.0.1')
  await once(behind, 'listening')
  const plain = connect((behind.address() as AddressInfo).port, '127.0.0.1')
  await once(plain, 'connect')
  const socket = connectOverTls({ socket: plain, ca: authority, servername: 'localhost' })
  const got: string[] = []
  socket.on('data', (data) => void got.push(String(data)))
  socket.on('error', () => undefined)
  await once(socket, 'secureConnect')
  socket.write('one')
  await expect.poll(() => got).toEqual(['re: one'])
  connections.set('frozen')
  socket.write('two')
  await turns(10)
  expect(heard).toEqual(['one'])
  connections.set('as-usual')
  await expect.poll(() => got).toEqual(['re: one', 're: two'])
  plain.removeAllListeners('error')
  connections.set('cut')
  await expect.poll(() => socket.destroyed).toBe(true)
  behind.close()
})
