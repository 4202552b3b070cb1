/** The shop on stores that say no more of themselves than express-session asks for, and on stores that do it wrongly. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from 'express-session'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { STORES, UNDO } from '../../config.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { AdapterFor, StoreAdapter } from '../../stores/adapter.js'
import { afterTest, closeHotShops, type HotShop, openHotShop } from '../../test/lesson-server/hot-shop.js'
import { switchStore } from '../../test/lesson-server/switch-store.js'
import { type Answer, sessionOptions } from '../../test/lesson-server/test-shop.js'
import { filesAdapter } from '../../test/stores/files-adapter.js'
import { MapStore, mapAdapter } from '../../test/stores/map-adapter.js'

const memory: StoreTarget = { kind: 'memory', address: { resource: 'heap' } }
const map: StoreTarget = { kind: 'map', address: { resource: 'heap' } }
/** The deadline, and what a busy machine adds. */
const PATIENCE_MS = STORES.callDeadlineMs * 3

let folder: string
let files: StoreTarget
closeHotShops()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sessionscope-any-store-'))
  files = { kind: 'files', address: { resource: 'folder', path: folder } }
  afterTest(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
})
interface Shop extends HotShop {
  me(): Promise<{ readonly isLoggedIn: boolean; readonly name: string | null; readonly cart: readonly unknown[] }>
}

async function openShop(target: StoreTarget, ...more: readonly StoreAdapter[]): Promise<Shop> {
  const shop = await openHotShop(target, { adapters: [mapAdapter(), filesAdapter(), ...more] })
  return { ...shop, me: async () => JSON.parse((await shop.browser.send('GET', '/me')).body) }
}

describe('the shop on a store that has get, set and destroy', () => {
  it.each(['map', 'files'])('serves, counts, lists and forgets: %s', async (kind) => {
    const { hot, browser, me } = await openShop(kind === 'map' ? map : files)
    expect(await me()).toMatchObject({ isLoggedIn: false })
    await browser.send('POST', '/login', { name: 'Ana' })
    expect(await me()).toMatchObject({ isLoggedIn: true, name: 'Ana' })
    const { open } = hot.active()
    expect(await open?.count()).toBe(1)
    expect((await open?.list({ search: 'Ana', offset: 0, limit: 10 }))?.rows).toMatchObject([{ name: 'Ana', isLoggedIn: true }])
    expect(await hot.clear()).toMatchObject({ removed: 1 })
    // A cookie whose session is gone: with files, the store says so by an error.
    expect(await me()).toMatchObject({ isLoggedIn: false })
    await browser.send('POST', '/login', { name: 'Bob' })
    await browser.send('POST', '/logout')
    expect(await open?.count()).toBe(0)
  })

  describe('what was forgotten at once', () => {
    const refused = (reason: string) => ({ problem: { code: 'cannot-undo', params: { reason } } })

    it.each(['map', 'files', 'memory'] as const)('comes back with the expiry that it had, once: %s', async (kind) => {
      const { hot, browser, me } = await openShop({ map, files, memory }[kind])
      await hot.configure({ ...sessionOptions, maxAgeMs: 60_000 })
      await browser.send('POST', '/login', { name: 'Ana' })
      const sessions = async () => (await hot.active().open?.list({ search: '', offset: 0, limit: 10 }))?.rows
      const before = await sessions()
      expect(before?.[0]?.expiresAt).toBeGreaterThan(Date.now())
      expect(await hot.clear()).toEqual({ removed: 1, undoForMs: UNDO.forMs })
      expect(await sessions()).toEqual([])
      expect(await hot.bringBack()).toBe(1)
      expect(await sessions()).toEqual(before)
      expect(await me()).toMatchObject({ name: 'Ana' })
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-late'))
    })

    it.each(['map', 'files', 'memory'] as const)('one session goes and comes back beside those of others: %s', async (kind) => {
      const { hot, browser, me } = await openShop({ map, files, memory }[kind])
      const { open } = hot.active()
      if (!open) throw new Error('the store is open')
      await browser.send('POST', '/login', { name: 'Ana' })
      const [id] = (await open.list({ search: '', offset: 0, limit: 10 })).rows.map((row) => row.id)
      const json = JSON.stringify({ cookie: { expires: null, originalMaxAge: null } })
      await open.put([{ id: 'other', json }])
      expect(await hot.forget(id ?? '')).toEqual({ removed: 1, undoForMs: UNDO.forMs })
      expect([await open.read(id ?? ''), await open.count()]).toEqual([null, 1])
      // There is no such session: what was forgotten before is not given up for it.
      expect(await hot.forget('nobody')).toEqual({ removed: 0, undoForMs: 0 })
      expect(await hot.bringBack()).toBe(1)
      expect(await open.count()).toBe(2)
      expect(await me()).toMatchObject({ name: 'Ana' })
      await hot.forget('other')
      await open.put([{ id: 'other', json }])
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-taken'))
    })

    it('for good, nothing of it comes back, nor what was forgotten before', async () => {
      const { hot, browser } = await openShop(memory)
      await browser.send('POST', '/login', { name: 'Ana' })
      await hot.clear()
      await browser.send('POST', '/login', { name: 'Bob' })
      expect(await hot.clear(true)).toEqual({ removed: 1, undoForMs: 0 })
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-late'))
    })

    it('stays forgotten when somebody has logged in since, or the shop is on another store', async () => {
      const { hot, browser } = await openShop(memory)
      await browser.send('POST', '/login', { name: 'Ana' })
      await hot.clear()
      await browser.send('POST', '/login', { name: 'Bob' })
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-taken'))
      await hot.clear()
      await switchStore(hot, map, false)
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-other-store'))
      expect(await hot.active().open?.count()).toBe(0)
      // Also when the shop has come back.
      await switchStore(hot, memory, false)
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-other-store'))
    })

    it('is not kept where it is more than fits, nor for longer than was said; what expired meanwhile does not come back', async () => {
      const { hot } = await openShop(memory)
      const { open } = hot.active()
      if (!open) throw new Error('the store in memory is open')
      const put = (count: number, expires: string | null = null) =>
        open.put(Array.from({ length: count }, (_, n) => ({ id: `s${n}`, json: JSON.stringify({ cookie: { expires, originalMaxAge: null } }) })))
      await put(UNDO.sessions + 1)
      expect(await hot.clear()).toEqual({ removed: UNDO.sessions + 1, undoForMs: 0 })
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-late'))
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
      afterTest(() => vi.useRealTimers())
      await put(1, new Date(Date.now() + UNDO.forMs / 2).toISOString())
      await hot.clear()
      vi.setSystemTime(Date.now() + UNDO.forMs / 2)
      expect(await hot.bringBack()).toBe(0)
      await put(1)
      await hot.clear()
      vi.advanceTimersByTime(UNDO.forMs)
      await expect(hot.bringBack()).rejects.toMatchObject(refused('undo-late'))
    })
  })

  it('carries sessions over from any one to any other, and brings back nobody who has logged out', async () => {
    const { hot, browser, me } = await openShop(memory)
    await browser.send('POST', '/login', { name: 'Ana' })
    for (const target of [map, files, memory, files, map, memory]) {
      expect(await switchStore(hot, target, true)).toMatchObject({ refused: null, carried: 1, altered: 0 })
      expect(await me()).toMatchObject({ isLoggedIn: true, name: 'Ana' })
      expect(await hot.active().open?.count()).toBe(1)
    }
    await browser.send('POST', '/logout')
    for (const target of [map, files]) {
      await switchStore(hot, target, false)
      expect(await me()).toMatchObject({ isLoggedIn: false })
    }
  })

  it('leaves sessions where they are in a plain switch, and has them again after the way back', async () => {
    const { hot, browser, me } = await openShop(map)
    await browser.send('POST', '/login', { name: 'Ana' })
    const { cookie } = browser
    expect(await switchStore(hot, files, false)).toMatchObject({ found: 0, left: 1 })
    expect(await me()).toMatchObject({ isLoggedIn: false })
    expect(await hot.elsewhere()).toEqual({ map: 1 })
    await switchStore(hot, map, false)
    browser.cookie = cookie
    expect(await me()).toMatchObject({ name: 'Ana' })
  })

  it('finds in the next life what outlives the process', async () => {
    const first = await openShop(files)
    await first.browser.send('POST', '/login', { name: 'Ana' })
    await first.hot.close()
    const next = await openShop(files)
    next.browser.cookie = first.browser.cookie
    expect(await next.me()).toMatchObject({ name: 'Ana' })
  })

  it('is emptied before anybody uses it, where a carry-over has left it behind unfinished', async () => {
    const first = await openShop(files)
    await first.browser.send('POST', '/login', { name: 'Ana' })
    await first.hot.active().open?.markStale(true)
    await first.hot.close()
    const next = await openShop(files)
    next.browser.cookie = first.browser.cookie
    expect(await next.me()).toMatchObject({ isLoggedIn: false })
  })
})

/** A Map of which some methods are others. */
function odd(kind: string, spoil: (store: MapStore) => Partial<Pick<Store, 'get' | 'set' | 'destroy'>>): AdapterFor<'heap'> {
  return mapAdapter({
    kind,
    label: 'Odd',
    create() {
      const store = new MapStore()
      return { store: Object.assign(store, spoil(store)) }
    },
  })
}

describe('the shop on a store that', () => {
  const at = (kind: string): StoreTarget => ({ kind, address: { resource: 'heap' } })

  it('never calls back: every page says so within the deadline, its health too, and nobody is switched to it', async () => {
    let isSilent = false
    const silent = odd('silent', (store) => ({
      get(id, callback) {
        if (!isSilent) MapStore.prototype.get.call(store, id, callback)
      },
    }))
    const { browser, health, hot } = await openShop(memory, silent)
    await switchStore(hot, at('silent'), false)
    await browser.send('POST', '/login', { name: 'Ana' })
    isSilent = true
    const answer = await browser.send('GET', '/me')
    expect(answer).toMatchObject({ status: 503, body: expect.stringMatching(/a store \(Odd\), and .* did not answer/) })
    expect(answer.ms).toBeLessThan(PATIENCE_MS)
    await expect.poll(() => health.at(-1)).toMatchObject({ up: false, why: { code: 'no-answer-within', message: expect.stringContaining('did not answer') } })
    expect(await switchStore(hot, memory, false)).toMatchObject({ refused: null })
    expect(await switchStore(hot, at('silent'), false)).toMatchObject({
      refused: { code: 'store-unreachable', message: expect.stringContaining('did not answer') },
    })
    expect((await browser.send('GET', '/me')).status).toBe(200)
  })

  const manySessions = Array.from({ length: STORES.callsAtOnce * 6 }, (_, index) => ({
    id: `more-${index}`,
    json: JSON.stringify({ cookie: { originalMaxAge: null, expires: null, path: '/' } }),
  }))

  it('takes long to empty: it is waited for as long as it goes on', { timeout: PATIENCE_MS * 2 }, async () => {
    const slow = odd('slow', (store) => ({
      destroy(id, callback) {
        setTimeout(() => MapStore.prototype.destroy.call(store, id, callback), (STORES.callDeadlineMs * 1.3) / 6)
      },
    }))
    const { hot } = await openShop(at('slow'), slow)
    await hot.active().open?.put(manySessions)
    const asked = performance.now()
    expect(await hot.clear()).toMatchObject({ removed: manySessions.length })
    expect(performance.now() - asked).toBeGreaterThan(STORES.callDeadlineMs)
    expect(await hot.active().open?.count()).toBe(0)
  })

  it('freezes while it is emptied: that is given up in time, others get in, and what it held by then stays when it goes on', async () => {
    let thaw: () => void = () => undefined
    const frozen = new Promise<void>((resolve) => {
      thaw = resolve
    })
    const store = new MapStore()
    const freezing = mapAdapter({
      kind: 'freezing',
      label: 'Odd',
      create: () => ({
        store,
        // As the keys of a server are removed: asked for, then removed batch by batch.
        async clear(onBatch) {
          await frozen
          onBatch?.()
          store.texts.clear()
          return 0
        },
      }),
    })
    const { hot, browser } = await openShop(at('freezing'), freezing)
    await browser.send('POST', '/login', { name: 'Ana' })
    const asked = performance.now()
    const unreachable = { problem: { code: 'store-unreachable', message: expect.stringContaining('did not answer') } }
    await expect(hot.clear()).rejects.toMatchObject(unreachable)
    expect(performance.now() - asked).toBeLessThan(PATIENCE_MS)
    await hot.configure(sessionOptions)
    await expect(hot.clear()).rejects.toMatchObject(unreachable)
    thaw()
    await new Promise((resolve) => setImmediate(resolve))
    expect(store.texts.size).toBe(1)
    expect(await hot.clear()).toMatchObject({ removed: 0 })
    expect(store.texts.size).toBe(0)
  })

  it.each([true, false])('freezes before it says which sessions it has (it knows them: %s): given up, none of them goes any more', async (knows) => {
    let thaw: () => void = () => undefined
    let frozen: Promise<void> | null = null
    const store = Object.assign(new MapStore(), {
      clear(callback: () => void) {
        store.texts.clear()
        setImmediate(callback)
      },
    })
    const { capabilities } = mapAdapter()
    const asking = mapAdapter({
      kind: 'asking',
      label: 'Odd',
      capabilities: { ...capabilities, clear: true },
      create: () => ({
        store,
        async *ids() {
          await frozen
          if (knows) yield* store.texts.keys()
        },
      }),
    })
    const { hot, browser } = await openShop(at('asking'), asking)
    await browser.send('POST', '/login', { name: 'Ana' })
    frozen = new Promise((resolve) => {
      thaw = resolve
    })
    await expect(hot.clear()).rejects.toMatchObject({ problem: { code: 'store-unreachable' } })
    thaw()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(store.texts.size).toBe(1)
    await hot.clear()
    expect(store.texts.size).toBe(0)
  })

  /** A page of somebody who has a session, on a store that has begun to fail like this when it is asked for one. */
  async function pageWhen(get: () => unknown): Promise<Answer> {
    let fails = false
    const failing = odd('failing', (store) => ({
      get(id, callback) {
        return fails ? get() : MapStore.prototype.get.call(store, id, callback)
      },
    }))
    const { browser } = await openShop(at('failing'), failing)
    await browser.send('POST', '/login', { name: 'Ana' })
    fails = true
    return await browser.send('GET', '/me')
  }

  it('throws at once: the page says so', async () => {
    const answer = await pageWhen(() => {
      throw new Error('no socket')
    })
    expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('the store reported a failure') })
  })

  it('rejects instead of calling back: the page says so, and no rejection is nobody’s', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', note)
    afterTest(() => process.off('unhandledRejection', note))
    expect(await pageWhen(() => Promise.reject(new Error('no table')))).toMatchObject({
      status: 503,
      body: expect.stringContaining('the store reported a failure'),
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  it('calls back twice: one answer, and the next request is served', async () => {
    const { browser, me } = await openShop(
      at('twice'),
      odd('twice', (store) => ({
        get(id, callback) {
          MapStore.prototype.get.call(store, id, callback)
          MapStore.prototype.get.call(store, id, callback)
        },
      })),
    )
    await browser.send('POST', '/login', { name: 'Ana' })
    expect(await me()).toMatchObject({ name: 'Ana' })
    expect(await me()).toMatchObject({ name: 'Ana' })
  })

  it('says that it is disconnected: its health says so until it answers again, and express-session goes on asking it', async () => {
    let emit: (event: string, value?: unknown) => void = () => undefined
    const { browser, health, me } = await openShop(
      at('disconnects'),
      odd('disconnects', (store) => {
        emit = (event, value) => store.emit(event, value)
        return {}
      }),
    )
    await browser.send('POST', '/login', { name: 'Ana' })
    emit('error', new Error('reset'))
    emit('disconnect')
    await expect.poll(() => health.some(({ up, why }) => !up && why?.message.includes('lost its connection'))).toBe(true)
    // Left alone, express-session would hand requests on without any session: a page that knows nobody.
    expect(await me()).toMatchObject({ name: 'Ana' })
    emit('connect')
    await expect.poll(() => health.at(-1)).toEqual({ up: true, why: null })
  })

  it('cannot be opened: the switch is refused with the reason, without the secrets in it, and the old store stays', async () => {
    const closed = mapAdapter({ kind: 'closed', label: 'Odd', create: () => Promise.reject(new Error('no file handles left for {"password":"geheim"}')) })
    const { hot, browser, me } = await openShop(memory, closed)
    await browser.send('POST', '/login', { name: 'Ana' })
    const report = await switchStore(hot, at('closed'), true)
    expect(report.refused).toMatchObject({ code: 'store-unreachable', message: expect.stringMatching(/Odd cannot be used now.*no file handles left/) })
    expect(JSON.stringify(report)).not.toContain('geheim')
    expect(await me()).toMatchObject({ name: 'Ana' })
  })

  it('fails in the middle of a carry-over: nobody is moved, and nothing is left in it', async () => {
    let sets = 0
    let kept: MapStore | undefined
    const full = odd('full', (store) => {
      kept = store
      return {
        set(id, data, callback) {
          if (++sets > 3) setImmediate(() => callback?.(new Error('full')))
          else MapStore.prototype.set.call(store, id, data, callback)
        },
      }
    })
    const { hot, me, browser } = await openShop(memory, full)
    await browser.send('POST', '/login', { name: 'Ana' })
    await hot.active().open?.put(
      Array.from({ length: 60 }, (_, index) => ({
        id: `more-${index}`,
        json: JSON.stringify({ cookie: { originalMaxAge: null, expires: null, path: '/' } }),
      })),
    )
    expect(await switchStore(hot, at('full'), true)).toMatchObject({ refused: { code: 'store-unreachable', message: expect.stringContaining('full') } })
    expect(await me()).toMatchObject({ name: 'Ana' })
    expect([...(kept?.texts.keys() ?? [])].filter((id) => id.startsWith('more-'))).toEqual([])
  })
})
