/** Node refuses these by itself. Whoever sent them reads why, and what to do, with the headers of every answer. */
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Language } from '../../protocol/language.js'
import { listenOn } from '../../test/lesson-server/tapped-shop.js'
import { DASHBOARD_DOOR, SHOP_DOOR } from '../../words/notices.js'
import { ASK_US, answerRefused } from './answer-refused.js'

const LIMIT = 16 * 1024
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function open(
  listener: RequestListener = (_request, response) => response.end('fine'),
  { language = 'en', door = SHOP_DOOR, ...options }: ServerOptions & { readonly language?: Language; readonly door?: typeof SHOP_DOOR } = {},
): Promise<number> {
  const server = createServer({ ...ASK_US, maxHeaderSize: LIMIT, ...options }, listener)
  servers.push(server)
  answerRefused(server, { door, maxHeaderBytes: LIMIT, language: () => language, security: () => ({ 'content-security-policy': "default-src 'none'" }) })
  return await listenOn(server)
}

/** Sends pieces, each after the one before was taken, and gives all that comes until the connection ends. */
function exchange(port: number, ...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1', async () => {
      for (const piece of pieces) await new Promise((written) => socket.write(piece, written))
    })
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(text))
  })
}

const COOKIES = `Cookie: app=${'x'.repeat(LIMIT)}\r\n\r\n`
const FROM_A_BROWSER = 'GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html,*/*;q=0.8\r\n'

describe('cookies of other apps that are too much together', () => {
  test('a browser reads a page: what happened, why, what to do', async () => {
    const answer = await exchange(await open(), FROM_A_BROWSER + COOKIES)
    expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
    expect(answer).toContain('content-type: text/html')
    expect(answer).toContain("content-security-policy: default-src 'none'")
    for (const part of ['headers are larger than 16 kB', 'all of its ports', 'Delete the cookies of this host', 'Apague os cookies deste host'])
      expect(answer).toContain(part)
  })

  test('a program reads sentences', async () => {
    const answer = await exchange(await open(), `GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: curl/8\r\nAccept: */*\r\n${COOKIES}`)
    expect(answer).toContain('content-type: text/plain')
    expect(answer).toContain('all of its ports')
    expect(answer).not.toContain('<')
  })

  test.each([
    ['that the reader asks for', 'en', 'Accept-Language: pt-BR,pt;q=0.9\r\n', 'lang="pt-BR"'],
    ['of the launch, where the reader asks for none', 'pt-BR', '', 'lang="pt-BR"'],
    ['that the reader asks for, whatever the launch speaks', 'pt-BR', 'Accept-Language: en-GB\r\n', 'lang="en"'],
  ] as const)('the language is the one %s', async (_which, language, header, lang) => {
    const answer = await exchange(await open(undefined, { language }), FROM_A_BROWSER + header + COOKIES)
    expect(answer).toContain(`<html ${lang}>`)
    expect(answer).toContain(`<body><section ${lang}>`)
  })

  test('the dashboard says it in its own name', async () => {
    expect(await exchange(await open(undefined, { door: DASHBOARD_DOOR }), FROM_A_BROWSER + COOKIES)).toContain('The dashboard cannot read this request')
  })
})

test('no HTTP: 400', async () => {
  const answer = await exchange(await open(), 'GARBAGE\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
  expect(answer).toContain('It is not valid HTTP')
  expect(answer).toContain('content-security-policy')
})

test('a request that never ends: 408', async () => {
  const port = await open(undefined, { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 })
  const answer = await exchange(port, 'GET / HTTP/1.1\r\nHost: x\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
  expect(answer).toContain('Send it again')
})

test('an expectation: 417; a tunnel: 405', async () => {
  expect(await exchange(await open(), 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: a-miracle\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 417 [\s\S]*Leave the header out/,
  )
  expect(await exchange(await open(), 'CONNECT evil.example:80 HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 405 [\s\S]*is no proxy/)
})

test('nothing is said in the middle of another answer', async () => {
  const port = await open((request, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    request.resume()
  })
  const answer = await exchange(port, 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n', 'no chunk\r\n')
  expect(answer).toContain('half')
  expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1)
})

test('a message without a Host is left for the server to judge, with words', async () => {
  expect(await exchange(await open(), 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain('fine')
})
