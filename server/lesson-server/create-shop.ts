/** The shop as the sandbox runs it: which one, what it sells, and who tells it what its errors are. */
import type { Express } from 'express'
import type { Store } from 'express-session'
import { CATALOGUE } from '../protocol/catalogue.js'
import { optionsInCode, type SessionOptions } from '../protocol/session-options.js'
import { explainError } from './explain-error.js'
import { createApp } from './shop/app.js'
import { SHOPS } from './shop/variants.js'

export interface ShopOrder {
  readonly store: Store
  readonly options: SessionOptions
  /** First signs, all verify. */
  readonly secrets: readonly string[]
}

/**
 * @param name one of SHOPS
 * @throws Error there is no shop of this name; whoever asks for one has looked before
 */
export function createShop({ store, options, secrets }: ShopOrder, name = 'standard'): Express {
  const shop = SHOPS.find((known) => known.name === name)
  if (!shop) throw new Error(`There is no shop "${name}".`)
  return createApp({ store, options: optionsInCode(options), secrets, books: CATALOGUE, explainError }, shop.addRoutes)
}
