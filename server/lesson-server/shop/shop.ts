import type { Express } from 'express'
import type { Book } from '../../protocol/catalogue.js'
import type { ShopDescription } from '../../protocol/shops.js'

/** A shop that can run: what it says of itself, and what it does otherwise than the textbook's. */
export interface Shop extends ShopDescription {
  /** Routes that stand in front of the textbook's; one that calls `next()` leaves the request to those. */
  addRoutes?(app: Express, books: readonly Book[]): void
}
