/** The gateway and the browsers behind it: what the dashboard knows of a real browser's jar, and what virtual ones do. */
import { request } from 'node:http'
import { beforeAll, describe, expect, test } from 'vitest'
import type { BrowserState } from '../../protocol/browsers.js'
import type { Snapshot } from '../../protocol/state.js'
import { launch, type Sandbox } from '../support/launch.js'

let sandbox: Sandbox
let cookieName: string
beforeAll(async () => {
  sandbox = await launch()
  await sandbox.until('it runs', ({ server }) => server.phase === 'running')
  cookieName = `sessionscope.sid.${sandbox.shopPort}`
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly setCookie: readonly string[]
  readonly body: string
}

/** A request as a real browser sends it. */
function visit(path: string, { cookie, form, headers = {} }: { cookie?: string; form?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port: sandbox.shopPort,
        path,
        method: form === undefined ? 'GET' : 'POST',
        headers: {
          host: `localhost:${sandbox.shopPort}`,
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)',
          'sec-fetch-mode': 'navigate',
          'sec-fetch-dest': 'iframe',
          'accept-language': 'de',
          ...(cookie === undefined ? {} : { cookie }),
          ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(form.length) }),
          ...headers,
        },
      },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, setCookie: answer.headers['set-cookie'] ?? [], body }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(form)
  })
}

const find = (state: Snapshot, id: BrowserState['id']) => state.browsers.find((browser) => browser.id === id)

describe('the real browser', () => {
  test('its login shows as a verified cookie with a known session, and its cookie can be forgotten although it is HttpOnly', async () => {
    const logIn = await visit('/login', { form: 'name=Ana' })
    expect(logIn.status).toBe(302)
    const cookie = logIn.setCookie[0]?.split(';')[0] ?? ''
    const state = await sandbox.until('the session is known', (now) => find(now, 'you')?.known === true)
    const you = find(state, 'you')
    expect(you?.jar).toMatchObject([
      { name: cookieName, verdict: { kind: 'good', sessionId: you?.sessionId, secretIndex: 0 }, attributes: { httpOnly: true, path: '/', sameSite: 'lax' } },
    ])
    expect(cookie).toContain(you?.sessionId)
    expect(state.focused[you?.sessionId ?? '']).toMatchObject({ stored: { document: { isLoggedIn: true, name: 'Ana' } }, previous: null })

    await visit('/cart', { cookie, form: 'item=http' })
    const later = await sandbox.until('the cart is there', (now) =>
      JSON.stringify(find(now, 'you') && now.focused[you?.sessionId ?? '']?.stored?.document).includes('"cart"'),
    )
    expect(later.focused[you?.sessionId ?? '']?.previous).toMatchObject({ isLoggedIn: true })
    expect(later.focused[you?.sessionId ?? '']?.previous).not.toHaveProperty('cart')

    const image = await visit('/.sessionscope/forget-cookies', { cookie: `${cookie}; other=secret` })
    expect(image).toMatchObject({ status: 405, setCookie: [] })
    expect(find(await sandbox.state(), 'you')?.sessionId).not.toBeNull()
    const origin = `http://localhost:${sandbox.dashboardPort}`
    const forget = await visit('/.sessionscope/forget-cookies', { cookie: `${cookie}; other=secret`, form: '', headers: { origin } })
    expect(forget).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } })
    expect(forget.setCookie).toEqual([`${cookieName}=; Path=/; Max-Age=0`])
    expect(find(await sandbox.state(), 'you')?.sessionId).toBeNull()
  })

  test('a cookie that was removed or changed by hand is noticed with the next request', async () => {
    const cookie = (await visit('/login', { form: 'name=Eve' })).setCookie[0]?.split(';')[0] ?? ''
    const forged = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    await visit('/', { cookie: forged })
    const tampered = find(await sandbox.state(), 'you')
    expect(tampered?.jar[0]).toMatchObject({ name: cookieName, verdict: { kind: 'bad-signature' }, attributes: null })
    await visit('/')
    expect(find(await sandbox.state(), 'you')?.jar).toEqual([])
  })

  test('cookies that other programs on this host have set are not shown', async () => {
    await visit('/', { cookie: 'their_token=very-secret' })
    const state = await sandbox.state()
    expect(find(state, 'you')?.jar).toMatchObject([{ name: 'their_token', value: '***' }])
    expect(JSON.stringify(state)).not.toContain('very-secret')
  })

  test('a cookie of the session’s name that this shop did not sign is told when it is overwritten', async () => {
    await visit('/', {})
    const theirs = `${cookieName}=s%3AtheirSession.theirSignature`
    const path = '/login?theirs'
    const answer = await visit(path, { cookie: theirs, form: 'name=Ana' })
    expect(answer.setCookie[0]).toContain(`${cookieName}=`)
    const state = await sandbox.state()
    expect(find(state, 'you')).toMatchObject({ lastSetCookie: { overwrote: 'bad-signature', outcome: 'waiting' } })
    const cookie = answer.setCookie[0]?.split(';')[0] ?? ''
    await visit('/', { cookie })
    expect(find(await sandbox.state(), 'you')).toMatchObject({ lastSetCookie: { overwrote: 'bad-signature', outcome: 'kept' } })
  })

  test('of two cookies of the session’s name the first counts, and which one was the shop’s is told', async () => {
    const mine = find(await sandbox.state(), 'you')?.jar.find(({ name }) => name === cookieName)?.value
    const answer = await visit('/cart?two', { cookie: `${cookieName}=s%3AtheirSession.theirSignature; ${cookieName}=${mine}` })
    expect(answer.body).not.toContain('Ana')
    const state = await sandbox.until('the row is there', ({ timeline }) => timeline.some((row) => row.kind === 'request' && row.request.path === '/cart?two'))
    expect(state.timeline.findLast((row) => row.kind === 'request')).toMatchObject({ request: { cookieIn: { kind: 'bad-signature' } } })
    expect(find(state, 'you')).toMatchObject({ namesakes: { count: 2, own: 2 }, jar: [{ value: mine, verdict: { kind: 'good' } }] })
    await visit('/', { cookie: `${cookieName}=${mine}` })
    expect(find(await sandbox.state(), 'you')?.namesakes).toBeNull()
  })

  test('reads the shop in the dashboard’s language, under a strict policy, framed by the dashboard only', async () => {
    await sandbox.command({ type: 'language:set', language: 'pt-BR' })
    expect((await visit('/')).body).toContain('<html lang="pt-BR">')
    await sandbox.command({ type: 'language:set', language: 'en' })
    const page = await visit('/')
    expect(page.body).toContain('<html lang="en">')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(`frame-ancestors http://localhost:${sandbox.dashboardPort} http://127.0.0.1:${sandbox.dashboardPort}`)
    expect(page.headers['x-content-type-options']).toBe('nosniff')
  })
})

describe('a virtual browser', () => {
  test('visits, logs in, buys and logs out, each redirect a request of its own in the timeline', async () => {
    const created = await sandbox.command({ type: 'browser:create', name: 'João <b>' })
    expect(created).toEqual({ ok: true, value: { browser: 'browser:joao-b' } })
    const browser = 'browser:joao-b' as const
    expect(await sandbox.command({ type: 'browser:visit', browser })).toEqual({ ok: true, value: { status: 200 } })
    expect(find(await sandbox.state(), browser)).toMatchObject({ jar: [], sessionId: null, page: { path: '/', status: 200, cartCount: 0 } })
    await sandbox.command({ type: 'browser:log-in', browser })
    await sandbox.command({ type: 'browser:add-to-cart', browser })
    const bought = await sandbox.until('it is known', (state) => find(state, browser)?.known === true)
    expect(find(bought, browser)?.page).toMatchObject({ greeting: expect.stringContaining('João <b>'), cartCount: 1 })

    await sandbox.command({ type: 'browser:log-out', browser })
    // Both halves of a logout: the session is destroyed, and the shop has the cookie removed.
    const out = await sandbox.until('its cookie is gone', (state) => find(state, browser)?.sessionId === null)
    expect(find(out, browser)).toMatchObject({ jar: [], known: null, page: { cartCount: 0 } })
    const requests = ({ timeline }: Snapshot) =>
      timeline.flatMap((row) =>
        row.kind === 'request' && row.request.actor === browser ? [`${row.request.method} ${row.request.path} ${row.request.status}`] : [],
      )
    const told = await sandbox.until('all requests are told', (state) => requests(state).length >= 7)
    expect(requests(told)).toEqual(['GET / 200', 'POST /login 302', 'GET / 200', 'POST /cart 302', 'GET / 200', 'POST /logout 302', 'GET / 200'])

    await sandbox.command({ type: 'browser:forget-cookies', browser })
    expect(find(await sandbox.state(), browser)).toMatchObject({ jar: [], sessionId: null, known: null })
    expect(await sandbox.command({ type: 'browser:remove', browser })).toEqual({ ok: true, value: null })
    const removed = await sandbox.state()
    expect(find(removed, browser)).toBeUndefined()
    expect(removed.formerBrowsers).toMatchObject([{ id: browser, name: 'João <b>', hue: find(bought, browser)?.hue, real: null }])
  })

  test('keeps the cookie after half a logout, and it stands for nothing any more', async () => {
    const browser = 'browser:alice'
    await sandbox.command({ type: 'server:shop', shop: 'logout-keeps-cookie' })
    await sandbox.command({ type: 'browser:log-in', browser })
    await sandbox.command({ type: 'browser:log-out', browser })
    const out = await sandbox.until('it is unknown', (state) => find(state, browser)?.known === false)
    expect(find(out, browser)?.jar).toHaveLength(1)
    await sandbox.command({ type: 'server:shop', shop: 'standard' })
    await sandbox.command({ type: 'browser:forget-cookies', browser })
  })

  test('refuses what browsers refuse, and it is told why', async () => {
    const browser = 'browser:alice'
    await sandbox.command({ type: 'server:configure', options: { sameSite: 'none' } })
    await sandbox.command({ type: 'browser:log-in', browser })
    const refused = find(await sandbox.state(), browser)
    expect(refused).toMatchObject({ jar: [], sessionId: null, lastSetCookie: { outcome: 'refused', refusal: { code: 'none-without-secure' } } })
    await sandbox.command({ type: 'server:configure', options: { sameSite: 'lax' } })
    await sandbox.command({ type: 'browser:log-in', browser })
    expect(find(await sandbox.state(), browser)).toMatchObject({ jar: [{ name: cookieName }], lastSetCookie: { outcome: 'kept', refusal: null } })
    await sandbox.command({ type: 'browser:forget-cookies', browser })
    expect(find(await sandbox.state(), browser)).toMatchObject({ jar: [], lastSetCookie: null })
  })

  test('sends several requests at once: where saves crossed, books are lost, and the rows say so', async () => {
    const browser = 'browser:alice'
    await sandbox.command({ type: 'browser:log-in', browser })
    const requests = Array.from({ length: 6 }, () => ({ do: 'add-to-cart' }) as const)
    // The page after a purchase saves as well, since it takes the flash message away.
    const asked = ({ timeline }: Snapshot) => timeline.flatMap((row) => (row.kind === 'request' && row.request.actor === browser ? [row.request] : []))
    const purchases = (state: Snapshot) => asked(state).filter(({ path }) => path === '/cart').length
    const before = purchases(await sandbox.state())
    expect(await sandbox.command({ type: 'browser:together', browser, requests })).toEqual({ ok: true, value: { statuses: Array(6).fill(200) } })
    await sandbox.command({ type: 'browser:visit', browser })
    const told = await sandbox.until('all are told', (state) => purchases(state) === before + 6 && asked(state).at(-1)?.path === '/')
    const isLossTold = asked(told).some(({ crossed }) => crossed?.kind === 'overwrote' && crossed.lost?.includes('cart'))
    expect((find(told, browser)?.page?.cartCount ?? 0) < 6).toBe(isLossTold)
    for (const wrong of [[], requests.slice(1, 2), [...requests, ...requests], [{ do: 'visit' }, { do: 'pay' }]]) {
      expect(await sandbox.command({ type: 'browser:together', browser, requests: wrong } as never)).toMatchObject({
        ok: false,
        problem: { code: 'bad-command' },
      })
    }
    await sandbox.command({ type: 'browser:forget-cookies', browser })
  })

  test('a stream holds up neither a switch nor a restart: it ends, and brings nobody back', async () => {
    const browser = 'browser:alice'
    const listen = async () => {
      await sandbox.command({ type: 'browser:log-in', browser })
      await sandbox.command({ type: 'browser:visit', browser, path: '/live' })
      await sandbox.until('the stream speaks', (state) => find(state, browser)?.stream?.said.includes('"isLoggedIn":true') === true)
    }
    const ended = () => sandbox.until('the stream has ended', (state) => find(state, browser)?.stream?.isOpen === false)
    await listen()
    expect(await sandbox.command({ type: 'store:switch', to: 'file', carryOver: true })).toMatchObject({ ok: true, value: { refused: null } })
    await ended()
    await listen()
    expect(await sandbox.command({ type: 'server:shop', shop: 'stream-keeps-session' })).toMatchObject({ ok: true })
    await ended()
    await listen()
    const id = find(await sandbox.state(), browser)?.sessionId ?? ''
    expect(await sandbox.command({ type: 'sessions:read', id })).toMatchObject({ ok: true, value: { stored: { id } } })
    await sandbox.command({ type: 'browser:log-out', browser })
    expect(await sandbox.command({ type: 'server:restart' })).toMatchObject({ ok: true })
    await ended()
    expect(await sandbox.command({ type: 'sessions:read', id })).toMatchObject({ ok: true, value: { stored: null } })
    await sandbox.command({ type: 'server:shop', shop: 'standard' })
    expect(await sandbox.command({ type: 'store:switch', to: 'memory', carryOver: false })).toMatchObject({ ok: true })
    await sandbox.command({ type: 'browser:forget-cookies', browser })
  })

  test('an item that the shop does not sell is the shop’s to refuse', async () => {
    expect(await sandbox.command({ type: 'browser:add-to-cart', browser: 'browser:bob', item: '__proto__' })).toEqual({ ok: true, value: { status: 400 } })
  })

  test('there are eight at most, with different hues', async () => {
    for (let count = 3; count <= 8; count++) expect((await sandbox.command({ type: 'browser:create', name: 'Zoe' })).ok).toBe(true)
    expect(await sandbox.command({ type: 'browser:create', name: 'Zoe' })).toMatchObject({
      ok: false,
      problem: { code: 'limit-reached', params: { limit: 8 } },
    })
    const { browsers } = await sandbox.state()
    expect(new Set(browsers.map(({ hue }) => hue)).size).toBe(9)
    expect(new Set(browsers.map(({ id }) => id)).size).toBe(9)
  })
})

test('an emptied store leaves the cookies where they are, and stands for nothing', async () => {
  await sandbox.command({ type: 'browser:log-in', browser: 'browser:alice' })
  await sandbox.until('Alice is known', (state) => find(state, 'browser:alice')?.known === true)
  expect(await sandbox.command({ type: 'store:clear' })).toMatchObject({ ok: true })
  const alice = find(await sandbox.until('Alice is unknown', (state) => find(state, 'browser:alice')?.known === false), 'browser:alice')
  expect(alice?.jar).toHaveLength(1)
})
