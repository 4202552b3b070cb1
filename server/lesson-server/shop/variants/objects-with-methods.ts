/** A bug that looks like good code: an object with methods is put into the session, which keeps only its data. */
import { readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import type { CartLine } from '../session-data.js'
import type { Variant } from '../shop.js'
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

export const objectsWithMethods: Variant = {
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

  explained: {
    see: {
      en: 'Put two books into the cart. The first one works, the second one fails: “add is not a function”, and the row names the line. The document in the store shows the basket as plain data.',
      'pt-BR':
        'Ponha dois livros no carrinho. O primeiro funciona, o segundo falha: “add is not a function”, e a requisição mostra em que linha do código. O documento no store mostra o basket como simples dados.',
    },
    why: {
      en: 'A store keeps a session as JSON (or BSON): data, without class and methods. Even MemoryStore does, so it comes back different with the very next request. Through JSON a Date comes back as a string and a Map as {}; BSON keeps the Date, and makes a plain object of the Map.',
      'pt-BR':
        'Um store guarda a session como JSON (ou BSON): dados, sem classe e sem métodos. Até o MemoryStore faz isso, então ela volta diferente já na requisição seguinte. Pelo JSON, uma Date volta como string e um Map como {}; o BSON mantém a Date e faz do Map um objeto simples.',
    },
    instead: {
      en: 'Keep plain data in the session, and functions beside it: addTo(cart, lines). Or make the object anew from its data at the beginning of each request.',
      'pt-BR': 'Guarde só dados na session, e as funções ao lado: addTo(cart, lines). Ou refaça o objeto a partir dos dados no começo de cada requisição.',
    },
  },
}
