/** A bug that many apps have had: the cart is kept in the app, where everybody shares it. */
import type { Express } from 'express'
import type { Book } from '../../../protocol/catalogue.js'
import { readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import { wordsFor } from '../words.js'

export function keepCartInAppLocals(app: Express, books: readonly Book[]): void {
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
}
