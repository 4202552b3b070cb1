import session from 'express-session'
import { STORES } from '../../config.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import { ProblemError } from '../../protocol/problem.js'
import type { OpenStore, StoreAdapter } from '../../stores/adapter.js'
import { openStore } from '../../stores/opening.js'
import { findAdapter } from '../../stores/registry.js'
import type { Line } from '../wire/wire.js'
import { StoreTraffic } from './store-traffic.js'

function keyOf({ kind, address }: StoreTarget): string {
  return JSON.stringify([kind, Object.entries(address ?? {}).sort()])
}

/** The stores that are open: the active one, those that are left but hold sessions of their own (memory), and those whose last requests are not through. */
export class OpenStores {
  readonly #adapters: readonly StoreAdapter[] | undefined
  readonly #lineTo: (open: OpenStore) => Line
  readonly #byTarget = new Map<string, Promise<StoreTraffic>>()
  readonly #open = new Set<StoreTraffic>()
  readonly #used = new Set<StoreTraffic>()
  readonly #graces = new Map<StoreTraffic, NodeJS.Timeout>()
  /** Targets that hold copies which nobody may meet again. */
  readonly #leftBehind = new Set<string>()
  /** How many sessions a store held when its connection was closed, by kind. */
  readonly #counts = new Map<string, number>()
  #closed = false

  /**
   * @param adapters the stores that there are; by default those of the registry
   * @param lineTo what the shop's calls of a store go to
   */
  constructor(adapters?: readonly StoreAdapter[], lineTo: (open: OpenStore) => Line = ({ store }) => store) {
    this.#adapters = adapters
    this.#lineTo = lineTo
  }

  /** What calls go to has changed. */
  rewire(): void {
    for (const traffic of this.#open) traffic.line = this.#lineTo(traffic.open)
  }

  /** @throws ProblemError `unknown-store` */
  adapterOf({ kind }: StoreTarget): StoreAdapter {
    return findAdapter(kind, this.#adapters)
  }

  /** Is this store the one that the target means? */
  isAt(traffic: StoreTraffic, target: StoreTarget): boolean {
    return keyOf(traffic.target) === keyOf(target)
  }

  /** Opens a store, or takes the one that is still open. @throws ProblemError as `openStore`, `unknown-store` */
  async acquire(target: StoreTarget): Promise<StoreTraffic> {
    const key = keyOf(target)
    let opening = this.#byTarget.get(key)
    if (!opening) {
      opening = this.#openNew(target)
      this.#byTarget.set(key, opening)
      opening.catch(() => this.#byTarget.delete(key))
    }
    const traffic = await opening
    clearTimeout(this.#graces.get(traffic))
    this.#graces.delete(traffic)
    this.#used.add(traffic)
    return traffic
  }

  async #openNew(target: StoreTarget): Promise<StoreTraffic> {
    const open = await openStore(this.adapterOf(target), session, target.address)
    if (!this.#closed) {
      const traffic = new StoreTraffic(open, target, this.#lineTo(open))
      this.#open.add(traffic)
      return traffic
    }
    await open.close()
    throw new ProblemError('server-away', 'The shop is being closed.', { state: 'stopping' })
  }

  /** The shop no longer uses it. What holds its sessions in this process stays; a connection is closed when nothing is under way on it, after a grace for late saves. */
  leave(traffic: StoreTraffic): void {
    this.#used.delete(traffic)
    if (traffic.open.adapter.capabilities.inHeap) return
    void traffic.whenIdle().then(() => {
      if (this.#used.has(traffic) || this.#graces.has(traffic)) return
      this.#graces.set(traffic, setTimeout(() => void this.#closeIfLeft(traffic), STORES.graceMs).unref())
    })
  }

  async #closeIfLeft(traffic: StoreTraffic): Promise<void> {
    const count = await traffic.open.count().catch(() => null)
    this.#graces.delete(traffic)
    if (this.#used.has(traffic)) return
    if (!traffic.isIdle) {
      this.leave(traffic)
      return
    }
    if (count !== null) this.#counts.set(traffic.target.kind, count)
    this.#byTarget.delete(keyOf(traffic.target))
    this.#open.delete(traffic)
    await traffic.open.close()
  }

  /** Removes what was carried away, and with it the mark that says so. A store that fails in this is noted. */
  async empty(traffic: StoreTraffic): Promise<void> {
    await discard(traffic).catch(() => this.noteLeftBehind(traffic))
  }

  noteLeftBehind(traffic: StoreTraffic): void {
    this.#leftBehind.add(keyOf(traffic.target))
  }

  /**
   * Before a store is used that holds what nobody may meet again: its sessions were carried away and it could not be emptied, or a process died while it
   * copied to it. @throws ProblemError
   */
  async emptyIfStale(traffic: StoreTraffic): Promise<void> {
    const key = keyOf(traffic.target)
    if (!this.#leftBehind.has(key) && !(await traffic.open.isStale())) return
    await discard(traffic)
    this.#leftBehind.delete(key)
  }

  async elsewhere(active: StoreTraffic | null, activeKind: string | null): Promise<Record<string, number>> {
    const counts = new Map(this.#counts)
    for (const traffic of this.#open) {
      const count = traffic === active ? null : await traffic.open.count().catch(() => null)
      if (count !== null) counts.set(traffic.target.kind, count)
    }
    return Object.fromEntries([...counts].filter(([kind]) => kind !== activeKind))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const grace of this.#graces.values()) clearTimeout(grace)
    await Promise.all([...this.#open].map((traffic) => traffic.open.close()))
  }
}

async function discard({ open }: StoreTraffic): Promise<void> {
  await open.clear()
  // A user who may not write marks has left none.
  if (await open.isStale()) await open.markStale(false)
}
