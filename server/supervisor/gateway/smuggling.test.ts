/** Whatever a request says about where it ends: the visitor behind it, on the same connections to the shop, gets his own page and stays logged in. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Front, openGateway, openNaiveProxy, sendRaw } from '../../test/gateway/front.js'
import { SHAPES, type Shape } from '../../test/gateway/smuggling-shapes.js'
import { KEY, startTappedShop, type TappedShop } from '../../test/lesson-server/tapped-shop.js'
import { isFull, sampled } from '../../test/support/thoroughness.js'

let shop: TappedShop
beforeAll(async () => {
  shop = await startTappedShop()
})
afterAll(() => shop.close())

interface Page {
  readonly status: number
  readonly cookie: string | undefined
  readonly body: string
}

/** The victim: an honest program with a cookie, on a connection of its own. */
function visit(port: number, method: string, path: string, cookie?: string, form?: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const headers = {
      host: `localhost:${port}`,
      ...(cookie !== undefined && { cookie }),
      ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(form.length) }),
    }
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, cookie: answer.headers['set-cookie']?.[0]?.split(';')[0], body }))
      answer.on('error', reject)
    })
    outgoing.on('error', reject)
    outgoing.end(form)
  })
}

/** Lets the shape go first and the victim come behind. @returns what the victim lost; nothing when he is whole */
async function harmOf(shape: Shape, front: Front): Promise<string[]> {
  // The shop's own answers carry the cookie, so it is taken from there: a naive proxy drops it.
  const { cookie } = await logIn()
  const attack = await sendRaw(front.port, shape.bytes(`localhost:${front.port}`))
  const harm: string[] = []
  for (let visitNumber = 0; visitNumber < 3; visitNumber++) {
    const page = await visit(front.port, 'GET', '/me', cookie).catch((error: Error) => ({ status: 0, body: error.message }))
    if (page.status !== 200 || !page.body.includes('"name":"Victim"')) harm.push(`visit ${visitNumber}: ${page.status} ${page.body.slice(0, 120)}`)
    if (visitNumber === 1) attack.close()
  }
  return harm
}

async function logIn(): Promise<{ cookie: string }> {
  const answer = await fetch(`http://127.0.0.1:${shop.port}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'x-sessionscope-key': KEY, 'x-sessionscope-actor': 'other', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'name=Victim',
  })
  return { cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
}

/** What a proxy loses that takes framing off as hop-by-hop: Node's client adds none of its own for these methods. */
const losing = SHAPES.filter(
  ({ method, framing }) => ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(method) && ['chunked', 'a length that Connection names'].includes(framing),
)

test('there are shapes enough to speak of', () => {
  expect(SHAPES.length).toBeGreaterThan(84)
  expect(new Set(SHAPES.map(({ name }) => name)).size).toBe(SHAPES.length)
})

describe('through the gateway', () => {
  let front: Front
  beforeAll(async () => {
    front = await openGateway(shop.port, { internalKey: KEY })
  })
  afterAll(() => front.close())

  test.each([...new Set([...losing, ...sampled(SHAPES, 120)])])('$name: the next visitor is whole', async (shape) => {
    expect(await harmOf(shape, front)).toEqual([])
    // Nothing that stood in a body became a request.
    expect(shop.records().filter(({ path }) => path === '/logout')).toEqual([])
  })

  test.each(['GET', 'POST', 'DELETE', 'PROPFIND'])('%s with a body: the shop reads the very body', async (method) => {
    for (const head of ['Transfer-Encoding: chunked', 'Content-Length: 9']) {
      const body = head.startsWith('T') ? '4\r\nname\r\n5\r\n=Body\r\n0\r\n\r\n' : 'name=Body'
      const { text, close } = await sendRaw(
        front.port,
        `${method} /me HTTP/1.1\r\nHost: localhost:${front.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n${head}\r\n\r\n${body}`,
      )
      close()
      expect(text()).toMatch(method === 'GET' ? /^HTTP\/1\.1 200/ : /^HTTP\/1\.1 404/)
    }
  })
})

describe('the control: a proxy that takes the framing off', () => {
  test.each(isFull ? losing : sampled(losing, 3))('$name: the next visitor is not whole', async (shape) => {
    const front = await openNaiveProxy(shop.port, KEY)
    try {
      expect(await harmOf(shape, front)).not.toEqual([])
    } finally {
      await front.close()
    }
  })
})
