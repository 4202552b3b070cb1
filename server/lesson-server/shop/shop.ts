import type { Express } from 'express'
import type { SessionOptions, Store } from 'express-session'
import type { Book } from '../../protocol/catalogue.js'
import type { ShopDescription, ShopExplanation } from '../../protocol/shops.js'

/** What a variant may want of the shop around it. */
interface ShopSurroundings {
  readonly books: readonly Book[]
  readonly store: Store
  readonly secrets: readonly string[]
  readonly options: Omit<SessionOptions, 'store' | 'secret'>
}

/** What a shop does otherwise than the textbook's. */
export interface Otherwise {
  /** What stands in front of the session middleware, instead of the textbook's files and health check. */
  beforeSession?(app: Express): void
  /** Routes that stand in front of the textbook's; one that calls `next()` leaves the request to those. */
  addRoutes?(app: Express, books: readonly Book[], around: ShopSurroundings): void
}

/** A shop that can run: what it says of itself, and what it does otherwise than the textbook's. */
export interface Shop extends ShopDescription, Otherwise {
  readonly explained?: ShopExplanation
}

/** Any but the textbook's explains itself. */
export interface Variant extends Shop {
  readonly explained: ShopExplanation
}
