/** The shop as the sandbox runs it: which one, what it sells, and who tells it what its errors are. */
import type { Express } from 'express'
import { CATALOGUE } from '../protocol/catalogue.js'
import { explainError } from './explain-error.js'
import { createApp, type ShopParts } from './shop/app.js'
import { SHOPS } from './shop/variants.js'

/**
 * @param name one of SHOPS
 * @throws Error there is no shop of this name; whoever asks for one has looked before
 */
export function createShop(parts: Pick<ShopParts, 'store' | 'options' | 'secrets'>, name = 'standard'): Express {
  const shop = SHOPS.find((known) => known.name === name)
  if (!shop) throw new Error(`There is no shop "${name}".`)
  return createApp({ ...parts, books: CATALOGUE, explainError }, shop.addRoutes)
}
