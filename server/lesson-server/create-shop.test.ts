/** What becomes of an error that comes after the shop's own error page. */
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import session from 'express-session'
import { afterEach, expect, test, vi } from 'vitest'
import { INITIAL_OPTIONS } from '../protocol/session-options.js'
import { createShop } from './create-shop.js'

/** Finds everybody, and can neither forget nor save anybody. */
class StubbornStore extends session.Store {
  override get(_id: string, callback: (error: unknown, data?: session.SessionData | null) => void): void {
    callback(null, null)
  }
  override set(_id: string, _data: session.SessionData, callback?: (error?: unknown) => void): void {
    setImmediate(() => callback?.(new Error('cannot save, nor tell of a cart')))
  }
  override destroy(_id: string, callback?: (error?: unknown) => void): void {
    setImmediate(() => callback?.(new Error('cannot destroy')))
  }
}

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
  vi.restoreAllMocks()
})

test('a save that fails after an error page leaves the connection to the next request, and prints nothing', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const options = { ...INITIAL_OPTIONS, resave: true, saveUninitialized: true }
  const server = createServer(createShop({ store: new StubbornStore(), options, secrets: ['a secret'] }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  closing.push(
    () => agent.destroy(),
    () => server.close().closeAllConnections(),
  )
  const ask = () =>
    new Promise<{ readonly status: number | undefined; readonly reused: boolean }>((resolve, reject) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const asked = request({ port: (server.address() as AddressInfo).port, method: 'POST', path: '/login', agent, headers }, (answer) => {
        answer.resume().on('end', () => resolve({ status: answer.statusCode, reused: asked.reusedSocket }))
      })
      asked.on('error', reject)
      asked.end('name=Ana')
    })
  expect(await ask()).toEqual({ status: 503, reused: false })
  // What express-session passes on comes a turn later.
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await ask()).toEqual({ status: 503, reused: true })
  expect(printed).not.toHaveBeenCalled()
})
