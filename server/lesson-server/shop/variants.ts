/** Which shops there are beside the textbook's: each is a file in variants/. */
import type { Express } from 'express'
import type { Book } from '../../protocol/catalogue.js'
import type { ShopVariant } from '../../protocol/commands.js'
import { keepCartInAppLocals } from './variants/cart-in-app-locals.js'
import { keepObjectsWithMethods } from './variants/objects-with-methods.js'

export const VARIANTS: Readonly<Record<ShopVariant, ((app: Express, books: readonly Book[]) => void) | undefined>> = {
  standard: undefined,
  'cart-in-app-locals': keepCartInAppLocals,
  'objects-with-methods': keepObjectsWithMethods,
}
