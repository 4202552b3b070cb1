/** The shops that can run: the textbook's (app.ts), and each file of variants/. */
import type { Shop } from './shop.js'
import { cartInAppLocals } from './variants/cart-in-app-locals.js'
import { loginKeepsId } from './variants/login-keeps-id.js'
import { logoutKeepsCookie } from './variants/logout-keeps-cookie.js'
import { objectsWithMethods } from './variants/objects-with-methods.js'

const textbook: Shop = {
  name: 'standard',
  title: { en: 'the textbook', 'pt-BR': 'a loja padrão' },
  about: { en: 'Everything where it belongs.', 'pt-BR': 'Cada coisa em seu lugar.' },
}

/** In the order of the page's choice. */
export const SHOPS: readonly Shop[] = [textbook, cartInAppLocals, objectsWithMethods, loginKeepsId, logoutKeepsCookie]
