/** The wire between the shop and its store, as somebody has set it. While nothing is set there is none: the shop calls the store itself. */
import type { SessionData, Store } from 'express-session'
import { LIMITS, STORES } from '../../config.js'
import { type FaultsInForce, outageOf, type StoreFaultId } from '../../protocol/faults.js'
import type { OperationFault, StoreOperationName } from '../../protocol/requests.js'
import type { ResourceKind } from '../../protocol/resources.js'
import { why } from '../../protocol/why.js'
import type { OpenStore, StoreAdapter } from '../../stores/adapter.js'
import { StoreCallError } from '../../stores/store-call-error.js'
import { whyLate } from '../../stores/store-calls.js'
import type { Connections } from './connections.js'
import { snapshotOf } from './snapshot-of.js'

/** What the shop calls of a store. */
export type Line = Pick<Store, 'get' | 'set' | 'destroy' | 'touch'>

/** A call that somebody watches. */
export interface Watched {
  fault: OperationFault | null
}

interface Destination {
  readonly label: string
  /** Its calls are cut and frozen here, since it has no connection to which that could be done. */
  readonly isHeldHere: boolean
}

const CUT = why('wire-cut', {}, 'its wire is cut, because somebody asked for it.')

type Callback = (error?: unknown, found?: SessionData | null) => void

/** Resources that are reached without a connection: the calls themselves are cut and frozen. */
const IN_PROCESS: readonly ResourceKind[] = ['heap', 'folder']

/** The wire of one lesson server, to every store that it uses. */
export class Wire {
  /** The call that is being made, for as long as it is being made: what becomes of it is noted there. */
  asking: Watched | null = null
  #faults: FaultsInForce = {}
  #outage: StoreFaultId | null = null
  /** Calls that lie on a frozen wire. */
  readonly #held = new Set<() => void>()
  readonly #calls: Record<StoreOperationName, number> = { get: 0, set: 0, touch: 0, destroy: 0 }
  readonly #connections: Pick<Connections, 'set'> | null

  /** @param connections those of this process, which are cut and frozen instead of the calls that go over them; null: calls are */
  constructor(connections: Pick<Connections, 'set'> | null = null) {
    this.#connections = connections
  }

  set(faults: FaultsInForce): void {
    this.#faults = faults
    this.#outage = outageOf(faults)
    for (const name of Object.keys(this.#calls) as StoreOperationName[]) this.#calls[name] = 0
    this.#connections?.set(this.#isCut ? 'cut' : this.#isFrozen ? 'frozen' : 'as-usual')
    if (this.#isFrozen) return
    const held = [...this.#held]
    this.#held.clear()
    for (const thaw of held) thaw()
  }

  /** Why calls fail now; null: for reasons of their own. */
  get outage(): StoreFaultId | null {
    return this.#outage
  }

  /** What calls of a store go to: the very store, unless they are held up or fail on the way. */
  to({ store, adapter }: Pick<OpenStore, 'store' | 'adapter'>): Line {
    const isHeldHere = (this.#isCut || this.#isFrozen) && !this.#hasConnection(adapter)
    if (!this.#faults['wire-delay'] && !this.#faults['wire-failures'] && !isHeldHere) return store
    const to: Destination = { label: adapter.label, isHeldHere }
    const line: Line = {
      get: (id, callback) => this.#send('get', to, callback as Callback, () => store.get(id, callback)),
      set: (id, data, callback) => {
        const sent = snapshotOf(data)
        this.#send('set', to, callback as Callback, () => store.set(id, sent, callback))
      },
      destroy: (id, callback) => this.#send('destroy', to, callback as Callback, () => store.destroy(id, callback)),
    }
    if (store.touch)
      line.touch = (id, data, callback) => {
        const sent = snapshotOf(data)
        this.#send('touch', to, callback as Callback, () => store.touch?.(id, sent, callback))
      }
    return line
  }

  /** @param arrive the call reaches the store */
  #send(name: StoreOperationName, { label, isHeldHere }: Destination, callback: Callback | undefined, arrive: () => unknown): void {
    if (isHeldHere && this.#isCut) return void setImmediate(() => callback?.(new StoreCallError(label, CUT)))
    if (isHeldHere && this.#isFrozen) return void this.#hold(label, callback, arrive)
    const waitedMs = this.#delayOf(name)
    const every = this.#faults['wire-failures']?.settings[name] ?? 0
    this.#calls[name] += 1
    const isLost = every > 0 && this.#calls[name] % every === 0
    if (this.asking !== null && (isLost || waitedMs > 0)) this.asking.fault = { kind: isLost ? 'wire-failures' : 'wire-delay', waitedMs }
    if (isLost) setTimeout(() => callback?.(lostCall(label, every)), waitedMs)
    // Right away where this kind of call is not held up.
    else if (waitedMs === 0) arrive()
    else setTimeout(() => passOn(arrive, callback), waitedMs)
  }

  #hasConnection({ resource }: StoreAdapter): boolean {
    return this.#connections !== null && !IN_PROCESS.includes(resource)
  }

  get #isCut(): boolean {
    return this.#faults['wire-cut'] !== undefined || this.#faults['store-stopped']?.means === 'wire'
  }

  get #isFrozen(): boolean {
    return this.#faults['wire-frozen'] !== undefined || this.#faults['store-frozen']?.means === 'wire'
  }

  /** Given up after the deadline of a call, also where the store has none of its own; when the wire thaws before, it arrives. */
  #hold(label: string, callback: Callback | undefined, arrive: () => unknown): void {
    const thaw = () => {
      clearTimeout(timer)
      passOn(arrive, callback)
    }
    const timer = setTimeout(() => {
      this.#held.delete(thaw)
      callback?.(new StoreCallError(label, whyLate(STORES.callDeadlineMs)))
    }, STORES.callDeadlineMs)
    this.#held.add(thaw)
  }

  #delayOf(name: StoreOperationName): number {
    const settings = this.#faults['wire-delay']?.settings
    if (settings === undefined) return 0
    const { [name]: delayMs, jitter } = settings
    return Math.min(LIMITS.wireDelayMs, Math.round(delayMs * (1 + (jitter / 100) * (Math.random() * 2 - 1))))
  }
}

function lostCall(label: string, every: number): StoreCallError {
  return new StoreCallError(label, why('wire-failed', { every }, `on the wire, one in ${every} of its calls fails, because somebody asked for it.`))
}

/** Nobody waits for what is thrown or rejected here but the callback. */
function passOn(arrive: () => unknown, callback: Callback | undefined): void {
  try {
    const returned = arrive()
    if (returned instanceof Promise) returned.catch((error: unknown) => callback?.(error))
  } catch (error) {
    callback?.(error)
  }
}
