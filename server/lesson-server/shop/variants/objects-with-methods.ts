/** A bug that looks like good code: an object with methods is put into the session, which keeps only its data. */
import { readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import type { CartLine } from '../session-data.js'
import type { Shop } from '../shop.js'
import { wordsFor } from '../words.js'

class Cart {
  readonly lines: CartLine[] = []

  add(lines: CartLine[]): void {
    this.lines.push(...lines)
  }
}

declare module 'express-session' {
  interface SessionData {
    basket: Cart
  }
}

export const objectsWithMethods: Shop = {
  name: 'objects-with-methods',
  title: { en: 'objects with methods', 'pt-BR': 'objetos com métodos' },
  about: {
    en: 'A Cart with methods goes into the session; what comes back is data only.',
    'pt-BR': 'Um Cart com métodos vai para a session; o que volta são só dados.',
  },

  addRoutes(app, books) {
    app.get('/', (req, res) => {
      const { isLoggedIn, name, basket, flash } = req.session
      if (flash) delete req.session.flash
      res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart: basket?.lines, flash })) // the data is all there
    })

    app.post('/cart', (req, res, next) => {
      const words = wordsFor(req)
      const lines = readCartLines(books, req.body, words.language)
      if (!lines) return next() // the shop says what is wrong
      req.session.basket ??= new Cart()
      req.session.basket.add(lines) // works once: what the store gives back is plain data, without "add"
      req.session.flash = words.added(lines)
      res.redirect('/')
    })
  },
}
