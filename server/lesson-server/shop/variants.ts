/** The shops that can run: the textbook's (app.ts), and each file of variants/. */
import type { Shop, Variant } from './shop.js'
import { cartInAppLocals } from './variants/cart-in-app-locals.js'
import { filesAfterSession } from './variants/files-after-session.js'
import { filesBeforeSession } from './variants/files-before-session.js'
import { flashLost } from './variants/flash-lost.js'
import { headersBeforeSession } from './variants/headers-before-session.js'
import { loginKeepsId } from './variants/login-keeps-id.js'
import { loginWithoutSave } from './variants/login-without-save.js'
import { logoutKeepsCookie } from './variants/logout-keeps-cookie.js'
import { objectsWithMethods } from './variants/objects-with-methods.js'
import { rememberMe } from './variants/remember-me.js'
import { sessionForEveryVisit } from './variants/session-for-every-visit.js'
import { sessionReplaced } from './variants/session-replaced.js'
import { slowCart } from './variants/slow-cart.js'
import { streamKeepsSession } from './variants/stream-keeps-session.js'
import { twoSessionMiddlewares } from './variants/two-session-middlewares.js'

const textbook: Shop = {
  name: 'standard',
  title: { en: 'the textbook', 'pt-BR': 'a loja padrão' },
  about: { en: 'Everything where it belongs.', 'pt-BR': 'Cada coisa em seu lugar.' },
}

/** Beside what is kept in a session, in the order of a visit: the log-in, the answer, the cart, files, the log-out. */
const variants: readonly Variant[] = [
  cartInAppLocals,
  objectsWithMethods,
  sessionReplaced,
  loginKeepsId,
  loginWithoutSave,
  rememberMe,
  headersBeforeSession,
  slowCart,
  flashLost,
  filesBeforeSession,
  filesAfterSession,
  sessionForEveryVisit,
  twoSessionMiddlewares,
  streamKeepsSession,
  logoutKeepsCookie,
]

/** In the order of the page's choice. */
export const SHOPS: readonly Shop[] = [textbook, ...variants]
