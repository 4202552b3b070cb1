/** What a virtual browser does with an answer: files of a page, redirects whose end takes its time, streams, what is no page; and visits without a cookie. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ok } from '../../protocol/problem.js'
import { openGateway } from '../../test/gateway/front.js'
import { listenOn } from '../../test/lesson-server/tapped-shop.js'
import { beginning, logOf } from '../../test/support/state.js'
import { Browsers } from './browsers.js'

const KEY = 'k'.repeat(32)
const PATIENT = { timeout: 10_000 }

const PAGE = `<!doctype html><title>A page</title><link rel="icon" href="data:,"><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style.css">
<link rel="next" href="/next"><p class="flash" role="status">In your cart: “A &amp; B”</p><h1>Hello</h1><img src="/icon.svg" alt=""><img src="//elsewhere/a.png" alt="">`

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** Answers that are begun, and that a test ends. */
const held: ServerResponse[] = []
const asked: { readonly path: string; readonly cookie: string | undefined; readonly agent: string | undefined }[] = []
const PATHS: Readonly<Record<string, Handle>> = {
  '/': (_request, response) => response.setHeader('content-type', 'text/html').setHeader('set-cookie', 'a=1').end(PAGE),
  '/json': (_request, response) => response.setHeader('content-type', 'application/json; charset=utf-8').end('{"error":"Log in first."}'),
  '/lead': (_request, response) => {
    response.writeHead(302, { location: '/' }).write('Found')
    held.push(response)
  },
  '/events': (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"n":1}\n\n')
    held.push(response)
  },
}
const shop = createServer((request, response) => {
  const { url = '', headers } = request
  asked.push({ path: url, cookie: headers.cookie, agent: headers['user-agent'] })
  const handle = PATHS[url]
  if (handle) handle(request, response)
  else response.end()
})

let gateway: Awaited<ReturnType<typeof openGateway>>
let browsers: Browsers
let log: ReturnType<typeof logOf>['log']

beforeEach(async () => {
  gateway = await openGateway(await listenOn(shop), { internalKey: KEY })
  log = logOf(beginning()).log
  const origin = `http://127.0.0.1:${gateway.port}`
  browsers = new Browsers({
    log,
    secrets: { list: [] },
    shop: { connectTo: origin, origin, internalKey: KEY, otherSite: 'http://127.0.0.1:9' },
    pages: () => 0,
    readSession: async () => ok({ store: 'memory', stored: null }),
  })
})
afterEach(async () => {
  for (const response of held.splice(0)) response.end()
  asked.length = 0
  await browsers.close()
  await gateway.close()
  shop.closeAllConnections()
  await new Promise((resolve) => shop.close(resolve))
})

const stream = () => log.state.browsers.find(({ id }) => id === 'browser:alice')?.stream

test('asks for the files of a page, each once and with its cookies, and reads its message', async () => {
  const alice = browsers.create('Alice')
  await alice.visit()
  expect(asked.map(({ path }) => path).toSorted()).toEqual(['/', '/icon.svg', '/style.css'])
  expect(asked.slice(1).map(({ cookie }) => cookie)).toEqual(['a=1', 'a=1'])
  expect(alice.page).toMatchObject({ title: 'A page', greeting: 'Hello', flash: 'In your cart: “A & B”' })
})

test('shows what is no page as it is', async () => {
  const alice = browsers.create('Alice')
  await alice.visit('/json')
  expect(alice.page).toMatchObject({ path: '/json', title: 'application/json', greeting: '{"error":"Log in first."}' })
  expect(alice.page).not.toHaveProperty('flash')
})

test('follows a redirect whose end does not come', async () => {
  const alice = browsers.create('Alice')
  expect(await alice.visit('/lead')).toEqual({ status: 200 })
  expect(alice.page?.path).toBe('/')
  // It is still to come, and the proxy has not lost its patience either.
  expect([held[0]?.writableEnded, held[0]?.closed]).toEqual([false, false])
})

test('hears what a stream says until it ends; one that is opened later takes its place', async () => {
  const alice = browsers.create('Alice')
  await alice.visit('/events')
  await vi.waitFor(() => expect(stream()).toEqual({ path: '/events', said: '{"n":1}', isOpen: true }), PATIENT)
  // A page beside it.
  await alice.visit('/json')
  held[0]?.write('data: {"n":2}\n\ndata: {"n":')
  held[0]?.write('"ü"}\n\n')
  await vi.waitFor(() => expect(stream()).toMatchObject({ said: '{"n":"ü"}', isOpen: true }), PATIENT)
  expect(alice.page?.path).toBe('/json')
  const { seq } = log
  held[0]?.write('data: {"n":"ü"}\n\n')
  await alice.visit('/events')
  await vi.waitFor(() => expect(held[0]?.closed).toBe(true), PATIENT)
  expect(log.seq).toBeGreaterThan(seq)
  held[1]?.end()
  await vi.waitFor(() => expect(stream()).toEqual({ path: '/events', said: '{"n":1}', isOpen: false }), PATIENT)
})

test('a stream goes on for longer than an answer may take', async () => {
  const alice = browsers.create('Alice')
  await alice.visit('/events')
  for (let n = 2; n <= 5; n++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    held[0]?.write(`data: ${n}\n\n`)
  }
  await vi.waitFor(() => expect(stream()).toMatchObject({ said: '5', isOpen: true }), PATIENT)
})

test('visits without cookies bring none, however many they were sent, and are told apart by their names', async () => {
  expect(await browsers.visitWithoutCookies('/', 7)).toEqual({ answered: 7, cookies: 7 })
  expect(await browsers.visitWithoutCookies('/health', 3)).toEqual({ answered: 3, cookies: 0 })
  expect(asked.filter(({ cookie }) => cookie !== undefined)).toEqual([])
  expect(asked.map(({ path, agent }) => `${path} ${agent}`)).toEqual([...Array(7).fill('/ Crawler/1.0'), ...Array(3).fill('/health Health/1.0')])
})

test('visits that nobody answers end in time', async () => {
  const begun = Date.now()
  expect(await browsers.visitWithoutCookies('/lead', 50)).toMatchObject({ cookies: 0 })
  expect(Date.now() - begun).toBeLessThan(10_000)
})
