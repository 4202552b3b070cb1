/** A bug that many apps have had: the cart is kept in the app, where everybody shares it. */
import { readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import type { Shop } from '../shop.js'
import { wordsFor } from '../words.js'

export const cartInAppLocals: Shop = {
  name: 'cart-in-app-locals',
  title: { en: 'cart in app.locals', 'pt-BR': 'carrinho em app.locals' },
  about: {
    en: 'The cart is kept in the app instead of the session: everybody shares one.',
    'pt-BR': 'O carrinho fica no app em vez da session: todo mundo divide um só.',
  },

  addRoutes(app, books) {
    app.locals.cart = [] // one for the whole process: here is the bug

    app.get('/', (req, res) => {
      const { isLoggedIn, name, flash } = req.session
      if (flash) delete req.session.flash
      res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart: app.locals.cart, flash }))
    })

    app.post('/cart', (req, res, next) => {
      const words = wordsFor(req)
      const lines = readCartLines(books, req.body, words.language)
      if (!lines) return next() // the shop says what is wrong
      app.locals.cart = [...app.locals.cart, ...lines].slice(-20) // should be req.session.cart
      req.session.flash = words.added(lines)
      res.redirect('/')
    })
  },
}
