/** The shop as the sandbox runs it: which one, what it sells, and who tells it what its errors are. */
import type { Express } from 'express'
import { CATALOGUE } from '../protocol/catalogue.js'
import type { ShopVariant } from '../protocol/commands.js'
import { explainError } from './explain-error.js'
import { createApp, type ShopParts } from './shop/app.js'
import { VARIANTS } from './shop/variants.js'

/** @param variant whose routes stand in front of the shop's own */
export function createShop(parts: Pick<ShopParts, 'store' | 'options' | 'secrets'>, variant: ShopVariant = 'standard'): Express {
  return createApp({ ...parts, books: CATALOGUE, explainError }, VARIANTS[variant])
}
