/** A bug that looks like good code: an object with methods is put into the session, which keeps only its data. */
import type { Express } from 'express'
import type { Book } from '../../../protocol/catalogue.js'
import { readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import type { CartLine } from '../session-data.js'
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

export function keepObjectsWithMethods(app: Express, books: readonly Book[]): void {
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
}
