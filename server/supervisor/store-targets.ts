/** How each store is reached just now. */
import type { StoreTarget } from '../protocol/ipc.js'

export class StoreTargets {
  readonly #mongodb: { readonly uri: string | null }
  readonly #place: Pick<StoreTarget, 'database' | 'collection'>

  /** @param mongodb asked each time: the address changes with the process that serves */
  constructor(mongodb: { readonly uri: string | null }, place: Pick<StoreTarget, 'database' | 'collection'>) {
    this.#mongodb = mongodb
    this.#place = place
  }

  of(kind: string): StoreTarget {
    return { kind, mongodbUri: this.#mongodb.uri, ...this.#place }
  }
}
