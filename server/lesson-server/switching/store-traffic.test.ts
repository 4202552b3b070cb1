import session, { type SessionData, type Store } from 'express-session'
import { expect, it } from 'vitest'
import type { OpenStore } from '../../stores/adapter.js'
import { StoreTraffic } from './store-traffic.js'

const DATA = { cookie: { originalMaxAge: null } } as SessionData

type Callback = (error?: unknown) => void

/** Traffic on a store whose `set` is this one. */
function trafficOn(set: (callback: Callback) => unknown): StoreTraffic {
  class Odd extends session.Store {
    override get(): void {}
    override destroy(): void {}
    override set(_id: string, _data: SessionData, callback?: Callback): unknown {
      return set(callback ?? (() => {}))
    }
  }
  const store: Store = new Odd()
  return new StoreTraffic({ store } as OpenStore, { kind: 'odd', address: null })
}

it('counts a call as ended once, however often the store says so', async () => {
  const traffic = trafficOn(async (callback) => {
    callback()
    callback()
    throw new Error('and it rejects as well')
  })
  let heard = 0
  traffic.call('set', 'a', DATA, () => {
    heard += 1
  })
  await new Promise(setImmediate)
  expect(heard).toBe(2)
  expect(traffic.isIdle).toBe(true)
})

it('ends with a call that throws or rejects instead of calling back', async () => {
  const throwing = trafficOn(() => {
    throw new Error('no')
  })
  expect(() => throwing.call('set', 'a', DATA, undefined)).toThrow('no')
  expect(throwing.isIdle).toBe(true)
  const rejecting = trafficOn(() => Promise.reject(new Error('no')))
  rejecting.call('set', 'a', DATA, undefined)
  expect(rejecting.isIdle).toBe(false)
  await new Promise(setImmediate)
  expect(rejecting.isIdle).toBe(true)
})
