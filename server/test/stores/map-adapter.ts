/** The least that a store can be: `get`, `set` and `destroy` over a Map. Everything else that the sandbox wants of it is the default. */
import session, { type SessionData } from 'express-session'
import type { AdapterFor } from '../../stores/adapter.js'
import { localized } from '../support/localized.js'

type Done<T = undefined> = (error?: unknown, value?: T) => void

export class MapStore extends session.Store {
  readonly texts = new Map<string, string>()

  override get(id: string, callback: (error: unknown, data?: SessionData | null) => void): void {
    const text = this.texts.get(id)
    const data = text === undefined ? null : (JSON.parse(text) as SessionData)
    const isExpired = data?.cookie.expires ? new Date(data.cookie.expires).getTime() <= Date.now() : false
    if (isExpired) this.texts.delete(id)
    setImmediate(callback, null, isExpired ? null : data)
  }

  override set(id: string, data: SessionData, callback?: Done): void {
    this.texts.set(id, JSON.stringify(data))
    setImmediate(() => callback?.())
  }

  override destroy(id: string, callback?: Done): void {
    this.texts.delete(id)
    setImmediate(() => callback?.())
  }
}

/** @param changes what is another than of an honest one */
export function mapAdapter(changes: Partial<AdapterFor<'heap'>> = {}): AdapterFor<'heap'> {
  return {
    kind: 'map',
    label: 'Map',
    hue: 0,
    about: localized('a Map', 'um Map'),
    place: 'more',
    npm: null,
    resource: 'heap',
    capabilities: { touch: false, all: false, length: false, clear: false, expiry: 'on-read', survivesRestart: false, shared: false, inHeap: true },
    snippet: 'const store = new MapStore()',
    create: () => ({ store: new MapStore() }),
    ...changes,
  }
}
