import session from 'express-session'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { STORES } from '../config.js'
import { MapStore, mapAdapter } from '../test/stores/map-adapter.js'
import type { AdapterFor } from './adapter.js'
import { openStore } from './opening.js'

const HEAP = { resource: 'heap' } as const
const opened = (create: AdapterFor<'heap'>['create']) => openStore(mapAdapter({ create }), session, HEAP)

afterEach(() => {
  vi.useRealTimers()
})

describe('opening a store', () => {
  it('tells what it is given: nothing yet, or an address of something else', async () => {
    await expect(openStore(mapAdapter(), session, null)).rejects.toMatchObject({
      problem: { code: 'store-unreachable', message: expect.stringMatching(/not been found yet/) },
    })
    await expect(openStore(mapAdapter(), session, { resource: 'folder', path: '/' })).rejects.toMatchObject({
      message: expect.stringMatching(/kind "heap".*kind "folder"/),
    })
  })

  it('gives up one that never comes, and closes it when it comes after all', async () => {
    vi.useFakeTimers()
    const close = vi.fn(() => Promise.resolve())
    let come: (store: { store: MapStore; close: () => Promise<void> }) => void = () => undefined
    const opening = opened(() => new Promise((resolve) => (come = resolve)))
    const late = expect(opening).rejects.toMatchObject({ problem: { code: 'store-unreachable', message: expect.stringMatching(/could not be opened within/) } })
    await vi.advanceTimersByTimeAsync(STORES.openDeadlineMs + 10)
    await late
    come({ store: new MapStore(), close })
    await vi.advanceTimersByTimeAsync(1)
    expect(close).toHaveBeenCalledOnce()
  })

  it('says why it failed without ids and session data, however it failed', async () => {
    const error = new Error(`could not set 3q2_LmN0pQr5tUvWxYz012345-ABcdEf to { name: 'Ana' }`)
    const told = { problem: { code: 'store-unreachable', message: 'Map cannot be used now. could not set … to' } }
    await expect(opened(() => Promise.reject(error))).rejects.toMatchObject(told)
    await expect(
      opened(() => {
        throw error
      }),
    ).rejects.toMatchObject(told)
  })

  it('takes what the adapter knows better, and only that', async () => {
    const open = await opened(() => ({ store: new MapStore(), count: () => Promise.resolve(42) }))
    expect(await open.count()).toBe(42)
    expect(await open.ttlIndex()).toBeNull()
    expect(await open.bytesPerSession()).toBeNull()
  })

  it('outlives an error event of the store, which nobody else listens to', async () => {
    const store = new MapStore()
    await opened(() => ({ store }))
    expect(() => store.emit('error', new Error('reset'))).not.toThrow()
  })
})
