/** Which shop runs, by its name in the protocol. */
import type { Express } from 'express'
import type { ShopVariant } from '../../protocol/commands.js'
import { createApp, type ShopParts } from '../app.js'
import { keepCartInAppLocals } from './cart-in-app-locals.js'
import { keepObjectsWithMethods } from './objects-with-methods.js'

const BUGS: Readonly<Record<ShopVariant, ((app: Express) => void) | undefined>> = {
  standard: undefined,
  'cart-in-app-locals': keepCartInAppLocals,
  'objects-with-methods': keepObjectsWithMethods,
}

/** Builds the shop, with the bug that a variant is about. */
export function createShop(variant: ShopVariant, parts: ShopParts): Express {
  return createApp(parts, BUGS[variant])
}
