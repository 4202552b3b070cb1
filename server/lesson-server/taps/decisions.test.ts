/** What express-session's README says that it decides, held against what is noted: real Express, express-session and stores, with the taps around them. */
import './session-debug.js' // before express-session

import express, { type Express } from 'express'
import session, { type Store } from 'express-session'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { REASONS } from '../../protocol/decisions.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { RequestRecord } from '../../protocol/requests.js'
import { DECISION_CASES, KNOWN, NEW, said, UNCHANGED, UNTOUCHED } from '../../test/lesson-server/decision-cases.js'
import { routes, startDecisionShop } from '../../test/lesson-server/decision-shop.js'
import { type Asked, ask, KEY, SECRETS, startTappedShop, type TappedShop, until } from '../../test/lesson-server/tapped-shop.js'
import { DecisionNotes } from './decision-notes.js'

let shop: TappedShop
afterEach(() => shop.close())

/** All that was noted about the visits of this file. */
const noted = new Set<string>()
let count = 0
/** One request, its record, and the cookie that was set. */
async function visit(path: string, asked: Asked = {}): Promise<{ readonly record: RequestRecord; readonly cookie: string | null }> {
  const unique = `${path}${path.includes('?') ? '&' : '?'}${++count}`
  const { cookie } = await ask(shop.port, unique, asked)
  const record = await shop.record(unique)
  for (const answer of said(record.decisions)) noted.add(answer)
  return { record, cookie }
}

/** The cookie of a session that is in the store, with the name Ana in it. */
async function known(headers: Asked['headers'] = {}): Promise<string> {
  const { cookie } = await visit('/change?name=Ana', { headers })
  if (!cookie) throw new Error('No cookie was set')
  return cookie
}

describe('express-session’s README', () => {
  it.each(DECISION_CASES)('$what', async ({ options = {}, store = () => new session.MemoryStore(), path, cookie, headers = {}, says, values }) => {
    shop = await startDecisionShop(options, store())
    const brought = cookie === 'known' ? await known(headers) : (cookie ?? null)
    const { decisions } = (await visit(path, { cookie: brought, headers })).record
    expect(said(decisions)).toEqual(says)
    if (values) expect(decisions.filter(({ kind }) => kind === values.kind)).toContainEqual(expect.objectContaining(values))
  })
})

describe('what takes more than one request', () => {
  it('a session that has expired', async () => {
    shop = await startDecisionShop({ cookie: { maxAge: 30 } }, new session.MemoryStore())
    const cookie = await known()
    const expiry = Date.now() + 30
    await until(() => Date.now() > expiry, 'the expiry')
    const { decisions } = (await visit('/look', { cookie })).record
    expect(said(decisions).slice(3)).toEqual(['store no: expired', ...UNTOUCHED])
    expect(decisions[3]).toMatchObject({ expiredAt: expect.any(Number) })
  })

  it('a store that says that it is disconnected, and then that it is back', async () => {
    const store = new session.MemoryStore()
    shop = await startDecisionShop({}, store)
    const cookie = await known()
    store.emit('disconnect')
    expect((await visit('/look', { cookie })).record.decisions).toEqual([{ kind: 'path', yes: false, reason: 'store-disconnected', cookiePath: '/' }])
    store.emit('connect')
    expect(said((await visit('/look', { cookie })).record.decisions)).toEqual([...KNOWN, ...UNCHANGED])
  })
})

describe('requests at the same time', () => {
  /** Routes that wait until they are let on, by path; `/answer/WHAT` lets on another one from within, as a chat does. */
  async function startSlow(store: Store): Promise<Map<string, () => void>> {
    const waiting = new Map<string, () => void>()
    const addSlow = (app: Express) => {
      app.get('/slow/:what', (req, res) => {
        waiting.set(req.params.what, () => {
          if (req.params.what === 'change') req.session.name = 'Changed'
          res.end()
        })
      })
      app.get('/answer/:what', (req, res) => {
        waiting.get(req.params.what)?.()
        res.end()
      })
    }
    shop = await startTappedShop(store, (tapped) => {
      const app = express()
      app.use(session({ store: tapped, secret: [...SECRETS], resave: false, saveUninitialized: false }))
      addSlow(app)
      routes(app)
      return app
    })
    return waiting
  }

  it('each have what was decided about them', async () => {
    const waiting = await startSlow(new session.MemoryStore())
    const cookie = await known()
    const all = [ask(shop.port, '/slow/look', { cookie }), ask(shop.port, '/slow/change', { cookie }), ask(shop.port, '/slow/new')]
    await until(() => waiting.size === 3, 'three that wait')
    for (const what of ['new', 'change', 'look']) waiting.get(what)?.()
    await Promise.all(all)
    expect(said((await shop.record('/slow/look')).decisions)).toEqual([...KNOWN, ...UNCHANGED])
    expect(said((await shop.record('/slow/change')).decisions)).toEqual([...KNOWN, 'save yes: changed', 'setCookie no: same-id'])
    expect(said((await shop.record('/slow/new')).decisions)).toEqual([...NEW, ...UNTOUCHED])
  })

  it('also where one answers the other', async () => {
    const waiting = await startSlow(new session.MemoryStore())
    const cookie = await known()
    const waits = ask(shop.port, '/slow/change', { cookie })
    await until(() => waiting.size === 1, 'the one that waits')
    await ask(shop.port, '/answer/change')
    await waits
    expect(said((await shop.record('/slow/change')).decisions)).toEqual([...KNOWN, 'save yes: changed', 'setCookie no: same-id'])
    expect(said((await shop.record('/answer/change')).decisions)).toEqual([...NEW, ...UNTOUCHED])
  })

  it('one whose client hung up has what was decided until then', async () => {
    const waiting = await startSlow(new session.MemoryStore())
    const cookie = await known()
    const gone = new AbortController()
    const asking = ask(shop.port, '/slow/change', { cookie, signal: gone.signal }).catch(() => null)
    await until(() => waiting.size === 1, 'the one that waits')
    gone.abort()
    await asking
    const { decisions, outcome } = await shop.record('/slow/change')
    expect([outcome, ...said(decisions)]).toEqual(['aborted', ...KNOWN])
  })
})

it('nothing is noted about the crowd, nor even listened to', async () => {
  shop = await startDecisionShop({}, new session.MemoryStore())
  const hear = vi.spyOn(DecisionNotes.prototype, 'hear')
  const headers = { [INTERNAL_HEADERS.key]: KEY, [INTERNAL_HEADERS.actor]: 'crowd' }
  const answer = await fetch(`http://127.0.0.1:${shop.port}/change?name=Ana`, { headers })
  expect(answer.headers.getSetCookie()).toHaveLength(1)
  await until(() => shop.underWay() === 0, 'its end')
  expect(hear).not.toHaveBeenCalled()
  await visit('/look')
  expect(hear).toHaveBeenCalled()
  hear.mockRestore()
})

// The last one, since it looks at what the others saw. Run alone, it finds nothing.
it('every reason was noted above, and no other', () => {
  const all = Object.entries(REASONS).flatMap(([kind, { yes, no }]) => [...yes.map((why) => `${kind} yes: ${why}`), ...no.map((why) => `${kind} no: ${why}`)])
  expect([...noted].sort()).toEqual(all.sort())
})
