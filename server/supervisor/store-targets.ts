/** How each store is reached just now. */
import type { StoreTarget } from '../protocol/ipc.js'
import type { Resource, Resources } from '../resources/resource.js'
import { findAdapter } from '../stores/registry.js'

export class StoreTargets {
  readonly #resources: Resources

  /** @param resources asked each time: an address changes with what serves */
  constructor(resources: Resources) {
    this.#resources = resources
  }

  /** What this kind of store needs. @throws ProblemError `unknown-store` */
  resourceOf(kind: string): Resource {
    return this.#resources[findAdapter(kind).resource]
  }

  /** No address while somebody has to be asked first: nobody who has none can write there. @throws ProblemError `unknown-store` */
  of(kind: string): StoreTarget {
    const resource = this.resourceOf(kind)
    if (resource.toAsk?.(kind)) return { kind, address: null }
    resource.noteUse?.(kind)
    return { kind, address: resource.address }
  }
}
