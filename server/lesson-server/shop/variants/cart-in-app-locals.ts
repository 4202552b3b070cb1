/** A bug that many apps have had: the cart is kept in the app, where everybody shares it. */
import { readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const cartInAppLocals: Variant = {
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

  explained: {
    see: {
      en: 'Let Alice put a book into the cart, then visit with Bob: it is in his cart, too. The document of neither session has a cart in it. Restart the server, and the book is gone for both.',
      'pt-BR':
        'Faça a Alice pôr um livro no carrinho e visite com o Bob: ele está também no carrinho dele. O documento de nenhuma das sessions tem um carrinho. Reinicie o servidor, e o livro some para os dois.',
    },
    why: {
      en: 'app.locals, a variable of a module, a static property: they belong to the process, and the process serves everybody. With one visitor, on one’s own machine, it looks right.',
      'pt-BR':
        'app.locals, uma variável de módulo, uma propriedade static: são do processo, e o processo atende todo mundo. Com um visitante só, na própria máquina, parece certo.',
    },
    instead: {
      en: 'What belongs to one visitor goes into req.session, or into a table with the visitor’s id. What belongs to one request goes into res.locals.',
      'pt-BR': 'O que é de um visitante vai em req.session, ou numa tabela com o id do visitante. O que é de uma requisição vai em res.locals.',
    },
  },
}
