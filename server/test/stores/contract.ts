/** What every store must do, whatever it is made of. Runs against each adapter of the registry and each server that there is for it. */
import session, { type Store } from 'express-session'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StoredSession } from '../../protocol/stores.js'
import type { CarriedSession, OpenStore, StoreAdapter, StoreTuning } from '../../stores/adapter.js'
import { openStore } from '../../stores/opening.js'
import { rounds } from '../support/thoroughness.js'
import { type Data, destroySession, getSession, HOUR_MS, sessionData, setSession } from './calls.js'
import type { OpenPlace } from './places.js'
import { LAST_PROMISE, PROMISES, type Promised, settled } from './promises.js'

const quick = { answerWithinMs: 10_000 }
const set = (store: Store, id: string, data: Data) => setSession(quick, store, id, data)
const get = (store: Store, id: string) => getSession(quick, store, id)
const destroy = (store: Store, id: string) => destroySession(quick, store, id)

/** Some count an expiry from when a session was set, some in whole seconds. */
function expectExpiry(stored: StoredSession | null, expires: Date): void {
  expect(Math.abs((stored?.expiresAt ?? 0) - expires.getTime())).toBeLessThan(2_000)
}

async function allEntries(open: OpenStore): Promise<CarriedSession[]> {
  const all: CarriedSession[] = []
  for await (const batch of open.entries()) all.push(...batch)
  return all
}

/**
 * Declares the suite for one adapter in one place.
 *
 * @param openPlace called in `beforeAll`, so that a server can be started for it
 * @param looks does the adapter look at what is stored in another way than by the store's own `get`?
 */
export function describeStoreContract(adapter: StoreAdapter, openPlace: () => Promise<OpenPlace>, { looks }: { readonly looks: boolean }): void {
  describe(`${adapter.label}: the contract of a store`, () => {
    let place: OpenPlace
    let open: OpenStore
    const again = (tuning?: StoreTuning) => openStore(adapter, session, place.address, tuning)

    beforeAll(async () => {
      place = await openPlace()
      open = await again()
    })
    beforeEach(async () => {
      await open.clear()
    })
    afterAll(async () => {
      await open.close()
      await open.close()
      await place.close()
    })

    const tries = ({ about, promise, check }: Promised) => {
      const isBroken = adapter.breaks?.includes(about) === true
      it(`${about}: ${isBroken ? 'known to break that ' : ''}${promise}`, async () => {
        const checked = check({ ...quick, ...place, adapter, open, again })
        if (isBroken) await expect(checked).rejects.toThrow()
        else await checked
      })
    }
    for (const promise of PROMISES) tries(promise)

    it('describes itself truly', () => {
      expect(open.adapter).toBe(adapter)
      expect(open.store).toBeInstanceOf(session.Store)
      expect(typeof open.store.touch === 'function').toBe(adapter.capabilities.touch)
      // One that has it may answer with nonsense, which is tried with the promises.
      if (adapter.capabilities.length) expect(typeof open.store.length).toBe('function')
      expect(adapter.hue).toBeGreaterThanOrEqual(0)
      expect(adapter.hue).toBeLessThan(360)
      expect(adapter.snippet).toMatch(/^const store = /m)
      if (adapter.npm !== null) expect(adapter.snippet).toContain(`from '${adapter.npm.name}'`)
    })

    it('probes without leaving anything behind', async () => {
      await open.probe()
      expect(await open.count()).toBe(0)
    })

    it('keeps the mark of a carry-over, beside the sessions and where they are: in another process too, if they outlive this one', async () => {
      expect(await open.isStale()).toBe(false)
      await open.markStale(true)
      await open.markStale(true)
      expect(await open.isStale()).toBe(true)
      expect(await open.count()).toBe(0)
      const next = await again()
      expect(await next.isStale()).toBe(adapter.capabilities.survivesRestart)
      await next.close()
      await open.markStale(false)
      await open.markStale(false)
      expect(await open.isStale()).toBe(false)
    })

    const survives = adapter.capabilities.survivesRestart
    it(`${survives ? 'counts, lists, carries and empties' : 'knows nothing of'} what an earlier process has left there`, async () => {
      for (const id of ['a', 'b']) await set(open.store, id, sessionData(id, { name: id }))
      await settled(adapter)
      const there = survives ? ['a', 'b'] : []
      const next = await again()
      expect(await next.count()).toBe(there.length)
      expect((await next.list({ search: '', offset: 0, limit: 10 })).rows.map(({ name }) => name).sort()).toEqual(there)
      expect((await allEntries(next)).map(({ id }) => id).sort()).toEqual(there)
      expect(await next.clear()).toBe(there.length)
      for (const id of ['a', 'b']) expect(await get(next.store, id)).toBeNull()
      await next.close()
    })

    it('counts what is there, also after sets of the same, destroys and a clear', async () => {
      for (const id of ['a', 'b', 'c', 'a']) await set(open.store, id, sessionData(id, { id: 1 }))
      expect(await open.count()).toBe(3)
      await destroy(open.store, 'b')
      await destroy(open.store, 'b')
      expect(await open.count()).toBe(2)
      expect(await open.clear()).toBe(2)
      expect(await open.count()).toBe(0)
      await set(open.store, 'a', sessionData('a', {}))
      expect(await open.count()).toBe(1)
    })

    const { expiry } = adapter.capabilities
    // A server that counts each key's life holds no expired one to look at.
    if (expiry !== 'ttl')
      it('neither frees nor gives out an expired session by looking at it, and no longer counts it once the store has freed it', async () => {
        const past = new Date(Date.now() - 1_000)
        await set(open.store, 'old', sessionData('old', { name: 'Old' }, past))
        if (looks) expectExpiry(await open.read('old'), past)
        expect(await open.count()).toBe(1)
        expect(await allEntries(open)).toEqual([])
        expect(await open.pick(['old'])).toEqual([])
        if (expiry === 'never') return
        expect(await get(open.store, 'old')).toBeNull()
        if (expiry !== 'on-read') return
        expect(await open.read('old')).toBeNull()
        expect(await open.count()).toBe(0)
      })

    it('reads the document as it is held, with its real size', async () => {
      const expires = new Date(Date.now() + HOUR_MS)
      await set(open.store, 'a', sessionData('a', { isLoggedIn: true, name: 'Zoë' }, expires))
      const stored = await open.read('a')
      expect(stored?.id).toBe('a')
      expectExpiry(stored, expires)
      // Some keep the session as a JSON text in a field of the document.
      expect(JSON.stringify(stored?.document).replaceAll('\\"', '"')).toContain('"name":"Zoë"')
      expect(stored?.bytes).toBeGreaterThan(80)
      const average = await open.bytesPerSession()
      expect(average).toBeGreaterThan(80)
      expect(await open.read('none')).toBeNull()
    })

    it('lists in pages, all of them exactly once', async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `id-${String(index).padStart(2, '0')}`)
      for (const id of ids) await set(open.store, id, sessionData(id, { isLoggedIn: true, name: `N${id}`, cart: [1, 2] }))
      await destroy(open.store, 'id-03')
      const pages = [0, 10, 20].map((offset) => open.list({ search: '', offset, limit: 10 }))
      const rows = (await Promise.all(pages)).flatMap((page) => page.rows)
      expect(rows.map((row) => row.id).sort()).toEqual(ids.filter((id) => id !== 'id-03'))
      expect(rows[0]).toMatchObject({ isLoggedIn: true, cartCount: 2, name: `N${rows[0]?.id}` })
      expect((await open.list({ search: '', offset: 0, limit: 1 })).total).toBe(24)
      expect((await open.list({ search: '', offset: 500, limit: 10 })).rows).toEqual([])
    })

    it('searches ids and content, and takes what is typed literally', async () => {
      await set(open.store, 'abcdefgh-1', sessionData('abcdefgh-1', { name: 'Alice' }))
      await set(open.store, 'abcdefgh-2', sessionData('abcdefgh-2', { name: 'Bob (1.*)' }))
      await set(open.store, 'zzz', sessionData('zzz', { name: 'Carol', cart: [{ title: 'Ulysses' }] }))
      const search = async (text: string) => (await open.list({ search: text, offset: 0, limit: 10 })).rows.map((row) => row.id).sort()
      expect(await search('alice')).toEqual(['abcdefgh-1'])
      expect(await search('abcdefgh')).toEqual(['abcdefgh-1', 'abcdefgh-2'])
      expect(await search('defgh-2')).toEqual(['abcdefgh-2'])
      expect(await search('(1.*)')).toEqual(['abcdefgh-2'])
      expect(await search('Ulys')).toEqual(['zzz'])
      expect(await search('.*')).toEqual(['abcdefgh-2'])
      expect(await search('nobody')).toEqual([])
      expect(await open.list({ search: 'a', offset: 0, limit: 1 })).toMatchObject({ total: 3, rows: [expect.anything()] })
    })

    it('puts what its own package would have put', async () => {
      // In the middle of a second: some count the life from when they were called, a few ms later.
      const middle = new Date(Math.floor((Date.now() + HOUR_MS) / 1_000) * 1_000 + 500)
      for (const expires of [middle, null]) {
        await set(open.store, 'mine', sessionData('mine', { name: 'Ana', cart: [{ price: 2 }], flash: 'é' }, expires))
        const mine = await open.read('mine')
        const entries = await open.pick(['mine'])
        await open.put(entries.map((entry) => ({ ...entry, id: 'put' })))
        const put = await open.read('put')
        const rounded = (document: unknown) =>
          JSON.stringify(document, (key, value) => (adapter.addsToSession?.includes(key) ? undefined : value))
            .replaceAll('mine"', 'put"')
            .replaceAll(/(T[\d:]{8})\.\d{3}Z/g, '$1Z')
            .replaceAll(/\b\d{10}\.\d+\b/g, (seconds) => String(Math.ceil(Number(seconds) - 0.5)))
        if (expires) expect(rounded(put?.document)).toBe(rounded(mine?.document))
        // Without a date of its own, a store may add one counted from now.
        else expect(Object.keys(put?.document ?? {})).toEqual(Object.keys(mine?.document ?? {}))
        expect(put?.form).toBe(mine?.form)
        expect(Math.abs((put?.bytes ?? 0) - (mine?.bytes ?? 0))).toBeLessThanOrEqual(1)
      }
    })

    it('carries many sessions out and in again unchanged, and removes them', async () => {
      // More than one batch.
      const many = rounds(1_234, 617)
      const sessions = Array.from({ length: many }, (_, index) => ({
        id: `id-${index}`,
        json: JSON.stringify(sessionData(`id-${index}`, { name: `N${index}`, list: [index, -0.5, null, 'é"\\'], '10': 1, '9': 2 })),
      }))
      await open.put(sessions)
      expect(await open.count()).toBe(many)
      const entries = await allEntries(open)
      expect(entries.map((entry) => entry.id).sort()).toEqual(sessions.map((entry) => entry.id).sort())
      const byId = new Map(entries.map((entry) => [entry.id, entry.json]))
      for (const { id, json } of sessions) expect(JSON.parse(byId.get(id) ?? '')).toEqual(JSON.parse(json))
      await open.remove([...sessions.slice(0, many - 117).map((entry) => entry.id), 'not-there'])
      expect(await open.count()).toBe(117)
      expect(await open.pick(['id-0', `id-${many - 1}`])).toMatchObject([{ id: `id-${many - 1}` }])
      expect(await open.clear()).toBe(117)
    })

    tries(LAST_PROMISE)
  })
}
