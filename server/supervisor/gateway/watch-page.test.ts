import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GATEWAY } from '../../config.js'
import { watchPage } from './watch-page.js'

const LONG = `<h1>Welcome</h1>${'x'.repeat(2 * GATEWAY.watchedPageBytes)}`

/** Stands for a lesson server: each path is another answer. */
const shop = createServer((request, response) => {
  if (request.url === '/') response.setHeader('content-type', 'text/html; charset=utf-8').end('<title>The shop</title>')
  else if (request.url === '/long') response.setHeader('content-type', 'text/html').end(LONG)
  else if (request.url === '/style.css') response.setHeader('content-type', 'text/css').end('h1 {}')
  else if (request.url === '/packed') response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end('…')
  else response.writeHead(302, { 'content-type': 'text/html', location: '/' }).end('Found')
})
beforeAll(() => new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve)))
afterAll(() => shop.close())

/** What is told of a page, and how much of it arrives all the same. */
async function watched(path: string, dest?: string): Promise<{ readonly told: readonly [number, string][]; readonly passed: number }> {
  const { port } = shop.address() as AddressInfo
  return await new Promise((resolve, reject) => {
    const told: [number, string][] = []
    const asked = { headers: dest === undefined ? {} : { 'sec-fetch-dest': dest } }
    send({ host: '127.0.0.1', port, path }, (answer) => {
      watchPage(asked as never, answer, (status, html) => told.push([status, html]))
      let passed = 0
      answer.on('data', (chunk: Buffer) => {
        passed += chunk.length
      })
      answer.on('end', () => setImmediate(() => resolve({ told, passed })))
    })
      .on('error', reject)
      .end()
  })
}

test('a page of the shop is told once it has passed', async () => {
  expect((await watched('/')).told).toEqual([[200, '<title>The shop</title>']])
  expect((await watched('/', 'iframe')).told).toHaveLength(1)
})

test('of a long page only the beginning is held, and all of it passes', async () => {
  const { told, passed } = await watched('/long')
  expect(told[0]?.[1]).toHaveLength(GATEWAY.watchedPageBytes)
  expect(passed).toBe(LONG.length)
})

test.each([
  ['/style.css', undefined],
  ['/packed', undefined],
  ['/moved', undefined],
  ['/', 'empty'],
])('what stands in no tab is not told: %s for %s', async (path, dest) => {
  expect((await watched(path, dest)).told).toEqual([])
})
