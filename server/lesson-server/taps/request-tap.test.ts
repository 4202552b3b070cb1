import './session-debug.js' // before express-session

import { createServer } from 'node:http'
import { connect } from 'node:net'
import express from 'express'
import session, { type Store } from 'express-session'
import { afterEach, describe, expect, it } from 'vitest'
import { FRAMES } from '../../config.js'
import { INTERNAL_HEADERS, type TapFrame } from '../../protocol/ipc.js'
import { keepSecrets } from '../../redact.js'
import { ask, KEY, listenOn, OPTIONS, SECRETS, startTappedShop, type TappedShop, until } from '../../test/lesson-server/tapped-shop.js'
import { createShop } from '../create-shop.js'

let shop: TappedShop
afterEach(() => shop.close())

/** A memory store whose every call takes a while: what a database is like. */
class SlowStore extends session.MemoryStore {
  delayMs: Partial<Record<'get' | 'set' | 'touch' | 'destroy', number>> = {}
  override get = (id: string, callback: Parameters<Store['get']>[1]) => this.#later('get', () => super.get(id, callback))
  override set = (id: string, data: session.SessionData, callback?: (error?: unknown) => void) => this.#later('set', () => super.set(id, data, callback))
  override destroy = (id: string, callback?: (error?: unknown) => void) => this.#later('destroy', () => super.destroy(id, callback))
  #later(name: 'get' | 'set' | 'destroy', run: () => void): void {
    setTimeout(run, this.delayMs[name] ?? 0)
  }
}

describe('one request', () => {
  it('is told in full: cookie, operations, answer, and the session before and after', async () => {
    shop = await startTappedShop()
    const { cookie } = await ask(shop.port, '/login', { form: { name: 'Ana' } })
    const login = await shop.record('/login')
    expect(login).toMatchObject({
      actor: 'you',
      boot: 1,
      store: 'memory',
      method: 'POST',
      cookieIn: { kind: 'none' },
      // A regenerate destroys the old id, the shop saves before it redirects, and express-session, which is not told of that, saves once more.
      operations: [{ name: 'destroy' }, { name: 'set', bytes: expect.any(Number) }, { name: 'set', bytes: expect.any(Number) }],
      sessionIsNew: true,
      before: null,
      after: { isLoggedIn: true, name: 'Ana' },
      status: 302,
      location: '/',
      setCookie: [expect.stringMatching(/^connect\.sid=s%3A.*; Path=\/; HttpOnly$/)],
      outcome: 'answered',
      options: OPTIONS,
    })
    expect(login.problem).toBeUndefined()

    await ask(shop.port, '/', { cookie, actor: 'browser:alice' })
    const visit = await shop.record('/')
    expect(visit).toMatchObject({
      actor: 'browser:alice',
      cookieIn: { kind: 'good', sessionId: login.sessionId, secretIndex: 0 },
      operations: [
        { name: 'get', sessionId: login.sessionId, hit: true, bytes: expect.any(Number) },
        { name: 'set', sessionId: login.sessionId },
      ],
      sessionIsNew: false,
      before: { isLoggedIn: true, flash: expect.any(String) },
      setCookie: [],
      status: 200,
    })
    expect(visit.after).not.toHaveProperty('flash')
    expect(visit.headersMs ?? Number.NaN).toBeLessThanOrEqual(visit.durationMs)

    await ask(shop.port, '/me', { cookie })
    expect((await shop.record('/me')).operations.map(({ name }) => name)).toEqual(['get', 'touch'])
    await ask(shop.port, '/logout', { cookie, method: 'POST' })
    expect(await shop.record('/logout')).toMatchObject({
      operations: [{ name: 'get' }, { name: 'destroy' }],
      after: null,
      setCookie: [expect.stringMatching(/^connect\.sid=; Path=\/; Expires=Thu, 01 Jan 1970/)],
    })
    await ask(shop.port, '/me?again', { cookie })
    expect(await shop.record('/me?again')).toMatchObject({ cookieIn: { kind: 'good' }, operations: [{ name: 'get', hit: false }], sessionIsNew: true })
  })

  it('names another program by its own name, and cuts a long path', async () => {
    shop = await startTappedShop()
    await ask(shop.port, `/${'x'.repeat(400)}`, { actor: 'other', headers: { 'user-agent': 'curl/8.5.0 (x)' } })
    const [record] = await until(() => shop.records().length > 0 && shop.records(), 'a record')
    expect(record).toMatchObject({ actor: 'other', agent: 'curl', status: 404 })
    expect(record?.path).toHaveLength(200)
  })

  it('keeps session data above the limit out of the record', async () => {
    shop = await startTappedShop(new session.MemoryStore(), (store) => {
      const app = express()
      app.use(session({ store, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/', (req, res) => {
        req.session.name = 'x'.repeat(100_000)
        res.end()
      })
      return app
    })
    await ask(shop.port, '/')
    expect(await shop.record('/')).toMatchObject({ after: null, operations: [{ name: 'set', bytes: expect.any(Number) }] })
  })
})

describe('the back door', () => {
  it.each([{}, { [INTERNAL_HEADERS.key]: 'wrong' }, { [INTERNAL_HEADERS.key]: `${KEY}!` }])('refuses %j', async (headers) => {
    shop = await startTappedShop()
    const answer = await fetch(`http://127.0.0.1:${shop.port}/`, { headers })
    expect(answer.status).toBe(403)
    expect(shop.records()).toEqual([])
    expect(shop.underWay()).toBe(0)
  })

  it('asks for the key at every request, not once a connection', async () => {
    shop = await startTappedShop()
    const socket = connect(shop.port, '127.0.0.1')
    const key = `${INTERNAL_HEADERS.key}: ${KEY}\r\n`
    socket.write(`GET /me HTTP/1.1\r\nHost: x\r\n${key}\r\nGET /me?behind HTTP/1.1\r\nHost: x\r\n${INTERNAL_HEADERS.actor}: crowd\r\n\r\n`)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    await new Promise((resolve) => socket.once('close', resolve))
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403'])
    expect(shop.records().map(({ path }) => path)).toEqual(['/me'])
  })

  it('does not show the internal headers to the shop, and takes no actor but the known ones', async () => {
    shop = await startTappedShop(new session.MemoryStore(), () => (req, res) => res.end(JSON.stringify([req.headers, req.rawHeaders, req.headersDistinct])))
    const { body } = await ask(shop.port, '/', { headers: { [INTERNAL_HEADERS.request]: 'r-1', [INTERNAL_HEADERS.actor]: 'you, me', 'X-Other': 'stays' } })
    for (const told of [KEY, 'r-1', 'you, me']) expect(body).not.toContain(told)
    expect(Object.keys(JSON.parse(body)[0]).join()).not.toContain('sessionscope')
    expect(body).toContain('stays')
    expect(await shop.record('/')).toMatchObject({ id: 'r-1', actor: 'other' })
  })
})

describe('two requests with the same session at once', () => {
  it('each get their own operations, whatever order the store answers in', async () => {
    const store = new SlowStore()
    shop = await startTappedShop(store)
    const { cookie } = await ask(shop.port, '/login', { form: { name: 'Ana' } })
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        store.delayMs = { get: (n * 7) % 30, set: (n * 11) % 20 }
        return ask(shop.port, n % 2 ? `/?${n}` : `/cart?${n}`, { cookie, ...(n % 2 === 0 && { form: { item: 'http' } }) })
      }),
    )
    await until(() => shop.records().length === 21, '21 records')
    for (const { path, operations } of shop.records().slice(1)) {
      expect([path, operations.filter(({ name }) => name === 'get').length]).toEqual([path, 1])
      expect([path, operations.filter(({ name }) => name === 'set' || name === 'touch').length]).toEqual([path, 1])
    }
  })

  it('two that log out each destroy once, and one that is still loading destroys nothing', async () => {
    const store = new SlowStore()
    shop = await startTappedShop(store)
    const { cookie } = await ask(shop.port, '/login', { form: { name: 'Ana' } })
    store.delayMs = { get: 1_500, destroy: 600 }
    const loading = ask(shop.port, '/me', { cookie })
    await until(() => shop.underWay() === 1, 'one that loads')
    // Both are to look before one of them destroys, and the destroying is to end before the first has loaded.
    store.delayMs = { get: 10, destroy: 600 }
    await Promise.all([loading, ask(shop.port, '/logout?1', { cookie, method: 'POST' }), ask(shop.port, '/logout?2', { cookie, method: 'POST' })])
    for (const path of ['/logout?1', '/logout?2']) expect((await shop.record(path)).operations.map(({ name }) => name)).toEqual(['get', 'destroy'])
    expect((await shop.record('/me')).operations.map(({ name }) => name)).toEqual(['get'])
  })

  it('regenerate belongs to the request that asked for it', async () => {
    const store = new SlowStore()
    shop = await startTappedShop(store, (store) => {
      const app = express()
      app.use(session({ store, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/in', (req, res) => {
        req.session.isLoggedIn = true
        res.end()
      })
      app.get('/new', (req, res, next) => {
        req.session.regenerate((error) => {
          if (error) return next(error)
          req.session.isLoggedIn = true
          res.end()
        })
      })
      app.get('/slow', (_req, res) => void setTimeout(() => res.end(), 50))
      return app
    })
    const { cookie } = await ask(shop.port, '/in')
    const old = (await shop.record('/in')).sessionId
    await Promise.all([ask(shop.port, '/slow', { cookie }), ask(shop.port, '/new', { cookie })])
    const record = await shop.record('/new')
    expect(record.operations).toMatchObject([
      { name: 'get', sessionId: old },
      { name: 'destroy', sessionId: old },
      { name: 'set', sessionId: record.sessionId },
    ])
    expect(record).toMatchObject({ sessionIsNew: true, setCookie: [expect.any(String)] })
    expect((await shop.record('/slow')).operations.map(({ name }) => name)).toEqual(['get', 'touch'])
  })
})

describe('what goes wrong', () => {
  it('answered, not saved: a save that fails after the headers left', async () => {
    keepSecrets('mongodb://ana:pw@db')
    const store = new session.MemoryStore()
    store.set = (id, data, callback) =>
      setImmediate(() => callback?.(new Error(`Error setting ${id} to { name: '${data.name}' }: mongodb://ana:pw@db is read-only`)))
    shop = await startTappedShop(store)
    expect((await ask(shop.port, '/cart', { form: { item: 'http' } })).status).toBe(302)
    expect(await shop.record('/cart')).toMatchObject({
      outcome: 'answered',
      status: 302,
      problem: { code: 'answered-not-saved', message: 'Answered, but not saved: *** is read-only', params: { why: 'said', words: '*** is read-only' } },
    })
  })

  it('failed: a get that fails', async () => {
    const store = new session.MemoryStore()
    store.get = (_id, callback) => callback(new Error('connect ECONNREFUSED 127.0.0.1:27017'))
    shop = await startTappedShop(store)
    const { cookie } = await ask(shop.port, '/login', { form: { name: 'Ana' } })
    await ask(shop.port, '/', { cookie })
    expect(await shop.record('/')).toMatchObject({
      outcome: 'failed',
      status: 503,
      operations: [{ name: 'get', error: { code: 'said', params: { words: 'connect ECONNREFUSED 127.0.0.1:27017' } } }],
      problem: { code: 'store-call-failed' },
    })
  })

  it('aborted: the record waits for what the store is still doing, and nothing stays under way', async () => {
    const store = new SlowStore()
    let save: () => void = () => undefined
    const saving = new Promise<void>((resolve) => {
      const { set } = store
      store.set = (id, data, callback) => {
        save = () => set(id, data, callback)
        resolve()
      }
    })
    shop = await startTappedShop(store)
    const given = connect(shop.port, '127.0.0.1')
    given.write(
      `POST /cart HTTP/1.1\r\nHost: x\r\n${INTERNAL_HEADERS.key}: ${KEY}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nitem=http`,
    )
    await saving
    given.destroy()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect([shop.underWay(), shop.records()]).toEqual([1, []])
    save()
    expect(await shop.record('/cart')).toMatchObject({ outcome: 'aborted', status: null, operations: [{ name: 'set' }] })
    expect(shop.underWay()).toBe(0)
  })
})

describe('the crowd', () => {
  it('arrives as counters and percentiles, never as records', async () => {
    shop = await startTappedShop()
    for (let n = 0; n < 5; n += 1) {
      const { cookie } = await ask(shop.port, '/cart', { actor: 'crowd', form: { item: 'http' } })
      await ask(shop.port, '/', { actor: 'crowd', cookie })
    }
    const total = () => shop.frames.reduce((sum, { crowd }) => sum + (crowd?.requests ?? 0), 0)
    await until(() => total() === 10, 'ten crowd requests')
    expect(shop.records()).toEqual([])
    expect(shop.frames.reduce((sum, { crowd }) => sum + (crowd?.newSessions ?? 0), 0)).toBe(5)
    expect(shop.frames.reduce((sum, { crowd }) => sum + (crowd?.operations.set?.count ?? 0), 0)).toBe(10)
    expect(shop.frames.reduce((sum, { crowd }) => sum + (crowd?.errors ?? 0), 0)).toBe(0)
  })

  it('is counted to the last operation also when only a sample of it is timed', async () => {
    shop = await startTappedShop()
    const carts = Array.from({ length: 150 }, () => ask(shop.port, '/cart', { actor: 'crowd', form: { item: 'http' } }))
    const cookies = (await Promise.all(carts)).map(({ cookie }) => cookie)
    await Promise.all(cookies.map((cookie) => ask(shop.port, '/me', { actor: 'crowd', cookie })))
    const sum = (of: (frame: TapFrame) => number | undefined) => shop.frames.reduce((total, frame) => total + (of(frame) ?? 0), 0)
    await until(() => sum(({ crowd }) => crowd?.requests) === 300, '300 crowd requests')
    expect(sum(({ crowd }) => crowd?.newSessions)).toBe(150)
    expect(sum(({ crowd }) => crowd?.errors)).toBe(0)
    for (const name of ['set', 'get', 'touch'] as const) expect([name, sum(({ crowd }) => crowd?.operations[name]?.count)]).toEqual([name, 150])
    expect(shop.saves()).toBe(150)
    expect(shop.underWay()).toBe(0)
  })
})

describe('a client that hangs up with several requests on one connection', () => {
  it('leaves none of them under way', async () => {
    let asked = 0
    shop = await startTappedShop(new session.MemoryStore(), () => () => {
      asked += 1
    })
    const socket = connect(shop.port, '127.0.0.1')
    socket.write(`GET /hung-up HTTP/1.1\r\nHost: shop\r\n${INTERNAL_HEADERS.key}: ${KEY}\r\n\r\n`.repeat(12))
    await until(() => asked === 12, 'twelve requests')
    expect(shop.underWay()).toBe(12)
    socket.destroy()
    await until(() => shop.underWay() === 0, 'the end of all of them')
    // The frame with their records leaves in the next turn of the event loop.
    await until(() => shop.records().length > 0, 'their records')
    expect(shop.records().map(({ outcome }) => outcome)).toEqual(Array.from({ length: 12 }, () => 'aborted'))
  })
})

/** A script of raw requests over connections of their own; what came back, byte for byte but for the clock and random ids. */
async function play(port: number): Promise<string[]> {
  let cookie = ''
  const answers: string[] = []
  const send = async (head: string, body = '') => {
    const length = body ? `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n` : ''
    const socket = connect(port, '127.0.0.1')
    socket.end(
      `${head} HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n${INTERNAL_HEADERS.key}: ${KEY}\r\n${cookie && `Cookie: ${cookie}\r\n`}${length}\r\n${body}`,
    )
    let text = ''
    for await (const chunk of socket) text += chunk
    cookie = /^set-cookie: ([^;]+)/im.exec(text)?.[1] ?? cookie
    answers.push(text.replace(/^date: .*$/im, 'date').replace(/s%3A[^;]+/g, 's%3A…'))
  }
  await send('GET /')
  await send('GET /me')
  await send('POST /login', 'name=Ana+%3Cb%3E')
  await send('GET /')
  await send('HEAD /')
  await send('POST /cart', 'item=http&item=cookies')
  await send('GET /')
  await send('GET /me')
  await send('POST /cart', 'item=nope')
  await send('POST /login')
  await send('GET /nope')
  await send('OPTIONS /cart')
  await send('POST /logout')
  await send('GET /me')
  cookie = 'connect.sid=s%3Aforged.signature'
  await send('GET /me')
  return answers
}

describe('a request whose session the shop has taken off it', () => {
  it('is told with the session that it came with', async () => {
    shop = await startTappedShop(new session.MemoryStore(), (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/begin', (req, res) => {
        req.session.cart = []
        res.end()
      })
      app.get('/leave', (req, res) => {
        for (const key of ['session', 'sessionID']) Reflect.deleteProperty(req, key)
        res.end()
      })
      return app
    })
    const { cookie } = await ask(shop.port, '/begin')
    await ask(shop.port, '/leave', { cookie })
    const { sessionId } = await shop.record('/begin')
    expect(sessionId).not.toBeNull()
    expect(await shop.record('/leave')).toMatchObject({ sessionId, sessionIsNew: false, operations: [{ name: 'get' }] })
  })
})

describe('behaviour', () => {
  it('is the same with the taps and without, byte for byte', async () => {
    shop = await startTappedShop()
    const bare = createServer(createShop({ store: new session.MemoryStore(), options: OPTIONS, secrets: SECRETS }))
    const barePort = await listenOn(bare)
    try {
      const [tapped, untapped] = [await play(shop.port), await play(barePort)]
      expect(tapped).toEqual(untapped)
      expect(tapped.filter((answer) => answer.startsWith('HTTP/1.1 200')).length).toBeGreaterThan(5)
    } finally {
      bare.close()
    }
  })

  it('a store without touch stays without, and a store is tapped once', async () => {
    const store = new session.MemoryStore()
    Object.defineProperty(store, 'touch', { value: undefined })
    shop = await startTappedShop(store)
    expect(typeof store.touch).toBe('undefined')
    const { cookie } = await ask(shop.port, '/login', { form: { name: 'Ana' } })
    await ask(shop.port, '/me', { cookie })
    expect((await shop.record('/me')).operations.map(({ name }) => name)).toEqual(['get'])
  })
})

describe('requests of one session that overlap', () => {
  /** An app that adds to the cart, once it has been told to go on: each request reads before any of them saves. */
  function slowCart() {
    const waiting: (() => void)[] = []
    const app = (tapped: Store) => {
      const shop = express()
      shop.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      shop.get('/begin', (req, res) => {
        req.session.cart = []
        res.end()
      })
      shop.get('/add/:id', (req, res) => {
        waiting.push(() => {
          req.session.cart?.push({ id: req.params.id, title: '', price: 1 })
          res.end()
        })
      })
      shop.get('/look/:id', (_req, res) => void waiting.push(() => res.end()))
      return shop
    }
    return { app, waiting }
  }

  it('says of both that the later save overwrote the earlier one', async () => {
    const { app, waiting } = slowCart()
    shop = await startTappedShop(new session.MemoryStore(), app)
    const { cookie } = await ask(shop.port, '/begin')
    // The same book twice: what the two save is equal, and yet one is lost.
    const both = [ask(shop.port, '/add/a?1', { cookie }), ask(shop.port, '/add/a?2', { cookie })]
    await until(() => waiting.length === 2, 'both to have read')
    for (const goOn of waiting) goOn()
    await Promise.all(both)
    const [a, b] = await Promise.all([shop.record('/add/a?1'), shop.record('/add/a?2')])
    const crossings = [a, b].map(({ crossed }) => crossed)
    expect(crossings).toContainEqual({ kind: 'overwrote', request: (crossings[0]?.kind === 'overwrote' ? b : a).id, lost: ['cart'], alike: ['cart'] })
    // The other one had left before, or says so itself; the supervisor amends its row in any case.
    expect(crossings.filter((crossing) => crossing?.kind === 'overwrote')).toHaveLength(1)
  })

  /** Two requests that have read the same session, and then change it. @returns what is said of the later save */
  async function cross(change: (data: Record<string, unknown>, which: string) => void, begin: Record<string, unknown> = {}) {
    const waiting: (() => void)[] = []
    shop = await startTappedShop(new session.MemoryStore(), (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/begin', (req, res) => {
        Object.assign(req.session, { begun: true, ...begin })
        res.end()
      })
      app.get('/change/:which', (req, res) => {
        waiting.push(() => {
          change(req.session as unknown as Record<string, unknown>, req.params.which)
          res.end()
        })
      })
      return app
    })
    const { cookie } = await ask(shop.port, '/begin')
    const both = [ask(shop.port, '/change/a', { cookie }), ask(shop.port, '/change/b', { cookie })]
    await until(() => waiting.length === 2, 'both to have read')
    for (const goOn of waiting) goOn()
    await Promise.all(both)
    const records = await Promise.all([shop.record('/change/a'), shop.record('/change/b')])
    return records.find(({ crossed }) => crossed?.kind === 'overwrote')?.crossed
  }

  it('says that a step is lost where both counted on from the same number, though they saved the same', async () => {
    const count = (data: Record<string, unknown>) => {
      data.views = ((data.views as number | undefined) ?? 0) + 1
    }
    expect(await cross(count, { views: 3 })).toMatchObject({ lost: ['views'], alike: ['views'] })
  })

  it('says so of the first step as well', async () => {
    const count = (data: Record<string, unknown>) => {
      data.views = ((data.views as number | undefined) ?? 0) + 1
    }
    expect(await cross(count)).toMatchObject({ lost: ['views'], alike: ['views'] })
  })

  it('says nothing of what both assigned alike, or both took away', async () => {
    const assign = (data: Record<string, unknown>) => {
      data.name = 'Ana'
      data.isLoggedIn = true
      delete data.flash
    }
    const crossed = await cross(assign, { flash: 'Hello' })
    expect(crossed).toMatchObject({ kind: 'overwrote' })
    expect(crossed).not.toHaveProperty('lost')
    expect(crossed).not.toHaveProperty('alike')
  })

  it('says of each of several that were overwritten what of its own was lost', async () => {
    const waiting = new Map<string, () => void>()
    shop = await startTappedShop(new session.MemoryStore(), (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/change/:key', (req, res) => {
        const change = () => {
          Object.assign(req.session, { [req.params.key]: true })
          res.end()
        }
        if (req.query.wait === undefined) change()
        else waiting.set(req.params.key, change)
      })
      return app
    })
    const { cookie } = await ask(shop.port, '/change/begun')
    const late = ask(shop.port, '/change/late?wait', { cookie })
    await until(() => waiting.size === 1, 'the slow one to have read')
    // The second one has read what the first one saved, so it lost nothing of that.
    await ask(shop.port, '/change/first', { cookie })
    await ask(shop.port, '/change/second', { cookie })
    waiting.get('late')?.()
    await late
    const [first, second, last] = await Promise.all([shop.record('/change/first'), shop.record('/change/second'), shop.record('/change/late?wait')])
    expect([first.crossed, second.crossed]).toEqual([undefined, undefined])
    expect(last.crossed).toEqual({ kind: 'overwrote', request: first.id, lost: ['first'], also: [{ request: second.id, lost: ['second'] }] })
  })

  it('names a bounded number of keys, each cut where it is long', async () => {
    const crossed = await cross((data, which) => {
      for (let index = 0; index < 60; index++) data[`key ${index} ${'x'.repeat(500)}`] = which
    })
    expect(crossed?.lost).toHaveLength(FRAMES.changedKeys)
    for (const key of crossed?.lost ?? []) expect(key).toHaveLength(FRAMES.keyCharacters)
  })

  it('says that the save is left with which the store was done last, whichever began first', async () => {
    const { app, waiting } = slowCart()
    const store = new SlowStore()
    shop = await startTappedShop(store, app)
    const { cookie } = await ask(shop.port, '/begin')
    const both = [ask(shop.port, '/add/a', { cookie }), ask(shop.port, '/add/b', { cookie })]
    await until(() => waiting.length === 2, 'both to have read')
    const saves: (() => void)[] = []
    const { set } = store
    store.set = (id, data, callback) => void saves.push(() => set(id, data, callback))
    // As on a wire with jitter: what is sent first arrives last.
    for (const goOn of waiting) goOn()
    await until(() => saves.length === 2, 'both to save')
    saves[1]?.()
    await until(() => shop.records().length === 2, 'the second to be done')
    saves[0]?.()
    await Promise.all(both)
    await until(() => shop.records().length === 3, 'both records')
    const [, second, first] = shop.records()
    expect([first?.crossed, second?.crossed]).toEqual([{ kind: 'overwrote', request: second?.id, lost: ['cart'] }, undefined])
  })

  it('says of one that was reading while another saved that it overwrote', async () => {
    const { app, waiting } = slowCart()
    const store = new SlowStore()
    let isHeldUp = false
    let arrive: (() => void) | null = null
    const { get } = store
    // Below the tap: read before the save, and on its way back for longer than that takes.
    store.get = (id, callback) =>
      void get(id, (error, found) => {
        if (!isHeldUp) return callback(error, found)
        arrive = () => callback(error, found)
      })
    shop = await startTappedShop(store, app)
    const { cookie } = await ask(shop.port, '/begin')
    const adding = ask(shop.port, '/add/a', { cookie })
    await until(() => waiting.length === 1, 'the first to have read')
    isHeldUp = true
    const late = ask(shop.port, '/add/b', { cookie })
    const answer = await until(() => arrive, 'the second to have read')
    waiting.shift()?.()
    await adding
    const first = await shop.record('/add/a')
    answer()
    await until(() => waiting.length === 1, 'the second to go on')
    waiting.shift()?.()
    await late
    expect((await shop.record('/add/b')).crossed).toMatchObject({ kind: 'overwrote', request: first.id, lost: ['cart'] })
  })

  it('says nothing of one that has read the session anew before it changes it', async () => {
    const waiting: (() => void)[] = []
    shop = await startTappedShop(new session.MemoryStore(), (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/add/:id', (req, res) => {
        req.session.cart = [...(req.session.cart ?? []), { id: req.params.id, title: '', price: 1 }]
        res.end()
      })
      app.get('/late', (req, res, next) => {
        waiting.push(() => {
          req.session.reload((error) => {
            if (error) return next(error)
            req.session.cart?.push({ id: 'late', title: '', price: 1 })
            res.end()
          })
        })
      })
      return app
    })
    const { cookie } = await ask(shop.port, '/add/begun')
    const late = ask(shop.port, '/late', { cookie })
    await until(() => waiting.length === 1, 'the slow one to have read')
    for (const id of ['a', 'b']) await ask(shop.port, `/add/${id}`, { cookie })
    waiting.shift()?.()
    await late
    expect((await shop.record('/late')).operations.map(({ name }) => name)).toEqual(['get', 'get', 'set'])
    for (const path of ['/add/a', '/add/b', '/late']) expect((await shop.record(path)).crossed).toBeUndefined()
  })

  it('says nothing of requests that come one after the other, nor of one that only looked', async () => {
    const { app, waiting } = slowCart()
    shop = await startTappedShop(new session.MemoryStore(), app)
    const { cookie } = await ask(shop.port, '/begin')
    for (const id of ['a', 'b']) {
      const adding = ask(shop.port, `/add/${id}`, { cookie })
      await until(() => waiting.length > 0, 'the request')
      waiting.shift()?.()
      await adding
    }
    const both = [ask(shop.port, '/add/c', { cookie }), ask(shop.port, '/look/c', { cookie })]
    await until(() => waiting.length === 2, 'both to have read')
    for (const goOn of waiting) goOn()
    await Promise.all(both)
    await Promise.all([shop.record('/add/c'), shop.record('/look/c')])
    expect(shop.records().filter(({ crossed }) => crossed !== undefined)).toEqual([])
  })

  it('says that a request came in before the save of the answer before it had ended', async () => {
    const store = new SlowStore()
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const set = store.set
    store.set = (id, data, callback) => void held.then(() => set(id, data, callback))
    shop = await startTappedShop(store, (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/login', (req, res) => {
        req.session.isLoggedIn = true
        res.set('content-length', '1000').status(200).end('x'.repeat(1000))
      })
      app.get('/next', (_req, res) => void res.end())
      return app
    })
    const response = await fetch(`http://127.0.0.1:${shop.port}/login`, { headers: { [INTERNAL_HEADERS.key]: KEY, [INTERNAL_HEADERS.actor]: 'you' } })
    // The headers are here, cookie included; the body is not complete, since express-session holds its end until the save has ended.
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? null
    await ask(shop.port, '/next', { cookie })
    release()
    await response.text()
    const [login, next] = await Promise.all([shop.record('/login'), shop.record('/next')])
    expect(next).toMatchObject({ operations: [{ name: 'get', hit: false }], crossed: { kind: 'read-early', request: login.id } })
    expect(login.crossed).toBeUndefined()
  })

  it('says of one that read too early and then saved that it overwrote', async () => {
    const store = new SlowStore()
    const saves: (() => void)[] = []
    const set = store.set
    store.set = (id, data, callback) => void saves.push(() => set(id, data, callback))
    shop = await startTappedShop(store, (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      app.get('/add/:id', (req, res) => {
        req.session.cart = [...(req.session.cart ?? []), { id: req.params.id, title: '', price: 1 }]
        res.set('content-length', '1000').status(200).end('x'.repeat(1000))
      })
      return app
    })
    const open = (path: string, cookie?: string) =>
      fetch(`http://127.0.0.1:${shop.port}${path}`, { headers: { [INTERNAL_HEADERS.key]: KEY, [INTERNAL_HEADERS.actor]: 'you', ...(cookie && { cookie }) } })
    const begin = await open('/add/a')
    const cookie = begin.headers.getSetCookie()[0]?.split(';')[0]
    saves.shift()?.()
    await begin.text()
    // The headers are here; neither save has begun to be written.
    const answers = [await open('/add/b', cookie), await open('/add/c', cookie)]
    for (const save of saves) save()
    await Promise.all(answers.map((answer) => answer.text()))
    const [b, c] = await Promise.all([shop.record('/add/b'), shop.record('/add/c')])
    expect(c.crossed).toEqual({ kind: 'overwrote', request: b.id, lost: ['cart'] })
  })
})
