/** The commands are run by the real curl, through real shells, and a server says what came. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestRecord } from '../../../server/protocol/requests.js'
import { fixtureRequest } from '../../test/fixture-request.js'
import { type CurlOptions, curlCommand } from './curl-command.js'

const ID = 'pQ7fD1nYc5ZaV3hGk8RtXwJm2bL6sE0u'
const COOKIE = `s%3A${ID}.qk1NzX8v%2BhYt`
const HOSTILE = '\'"`$(touch /tmp/sessionscope-was-run)\\\n\r\t!! * ~ ; & | < > # %41 é 漢 🍪 $HOME {a,b} [1-3] @/etc/passwd'
const SHELLS = ['/bin/bash', '/bin/sh', '/bin/zsh'].filter((shell) => existsSync(shell))

interface Came {
  readonly request: IncomingMessage
  readonly body: string
}

let came: Came[] = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    came.push({ request, body: Buffer.concat(chunks).toString() })
    response.end('ok')
  })
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const good = { kind: 'good', sessionId: ID, secretId: 'secret-1', secretIndex: 0 } as const
const curlOf = (known: Partial<RequestRecord>, options: Partial<CurlOptions> = {}) =>
  curlCommand(fixtureRequest(known), { origin, cookies: null, placeholder: 'SIGNATURE', ...options })

/** Runs it, and gives what came at the server; undefined: nothing did. */
async function run(command: string, shell = '/bin/bash'): Promise<Came> {
  came = []
  const output = await new Promise<string>((resolve, reject) =>
    execFile(shell, ['-c', command], { env: { PATH: process.env.PATH ?? '' } }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stderr}\n${command}`)) : resolve(stdout),
    ),
  )
  expect(output).toContain('ok')
  expect(came).toHaveLength(1)
  return came[0] as Came
}

describe.each(SHELLS)('as %s runs it', (shell) => {
  test('a visit', async () => {
    const { request: got } = await run(curlOf({ path: '/slow?ms=3&x=%20' }).command, shell)
    expect([got.method, got.url, got.headers.cookie]).toEqual(['GET', '/slow?ms=3&x=%20', undefined])
  })

  test('form fields with everything that a shell or curl could take for its own', async () => {
    const fields = [
      ['item', HOSTILE],
      [HOSTILE, 'x'],
      ['', 'no name'],
      ['@file', '@/etc/passwd'],
      ['empty', ''],
      ['item', 'again'],
    ]
    const form = new URLSearchParams(fields).toString()
    const { command, isPartial } = curlOf({ method: 'POST', path: '/cart', form })
    const { request: got, body } = await run(command, shell)
    expect(got.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect([...new URLSearchParams(body)]).toEqual(fields)
    expect(isPartial).toBe(form.length >= 500)
    expect(existsSync('/tmp/sessionscope-was-run')).toBe(false)
  })

  test.each([
    '/\'"`$(touch%20/tmp/x)`$HOME!!',
    '/[1-3]{a,b}?q={x}[y]',
    '/a/../../b/./c',
    '/..',
    '/x#y',
    '//elsewhere.example/x',
    '/\\windows\\path',
    '/%zz',
    '/a|b^c`d',
    '*',
  ])('the path %s, letter by letter', async (path) => {
    const { request: got } = await run(curlOf({ path }).command, shell)
    expect(got.url).toBe(path)
    expect(got.headers.host).toBe(origin.slice('http://'.length))
  })

  test('bytes of a path that are no ASCII', async () => {
    // As Node.js gives them: a letter each.
    const { request: got } = await run(curlOf({ path: `/${Buffer.from('é🍪').toString('latin1')}` }).command, shell)
    expect(decodeURIComponent(got.url ?? '')).toBe('/é🍪')
  })

  test('other methods, also such as do not exist', async () => {
    expect((await run(curlOf({ method: 'PROPFIND' }).command, shell)).request.method).toBe('PROPFIND')
    expect((await run(curlOf({ method: 'DELETE' }).command, shell)).request.method).toBe('DELETE')
    const { request: got, body } = await run(curlOf({ method: 'POST' }).command, shell)
    expect([got.method, got.headers['content-length'], body]).toEqual(['POST', '0', ''])
  })

  test('the cookie, whole where it is known', async () => {
    const { command, hasPlaceholder } = curlOf({ cookieIn: good }, { cookies: new Map([[ID, COOKIE]]) })
    expect(hasPlaceholder).toBe(false)
    expect((await run(command, shell)).request.headers.cookie).toBe(`connect.sid=${COOKIE}`)
  })

  test('a cookie that somebody made up, with quotes in it', async () => {
    const value = `it's $(HOME) \`x\` "y"`
    const { command } = curlOf({ cookieIn: { kind: 'unsigned', value } }, { cookies: new Map() })
    expect((await run(command, shell)).request.headers.cookie).toBe(`connect.sid=${value}`)
  })

  test('with a placeholder where nobody asked for the signature', async () => {
    const { command, hasPlaceholder } = curlOf({ cookieIn: good })
    expect(hasPlaceholder).toBe(true)
    expect((await run(command, shell)).request.headers.cookie).toBe(`connect.sid=s%3A${ID}.SIGNATURE`)
  })
})

test('HEAD asks for no body', () => {
  expect(curlOf({ method: 'HEAD' }).command).toContain('--head')
})

test('a certificate of the sandbox’s own is not checked, and only that', () => {
  expect(curlOf({}, { origin: 'https://localhost:4443' }).command).toContain('--insecure')
  expect(curlOf({}).command).not.toContain('--insecure')
})

test('says where something of the request is not known', () => {
  expect(curlOf({}).isPartial).toBe(false)
  expect(curlOf({ method: 'POST' }).isPartial).toBe(true)
  expect(curlOf({ path: `/${'x'.repeat(199)}` }).isPartial).toBe(true)
})
