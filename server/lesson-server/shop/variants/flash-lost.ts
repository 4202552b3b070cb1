/** A message that is to be shown once is taken out by whichever request comes first, also by one that shows nothing. */
import { maxCartLines, readCartLines } from '../form-fields.js'
import { shopPage } from '../pages.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const flashLost: Variant = {
  name: 'flash-lost',
  title: { en: 'lost flash message', 'pt-BR': 'mensagem flash perdida' },
  about: {
    en: 'Each request takes the flash message out of the session, also a redirect that shows no page: nobody ever reads it.',
    'pt-BR': 'Cada requisição tira a mensagem flash da session, também um redirect que não mostra página: ninguém chega a lê-la.',
  },

  addRoutes(app, books) {
    app.use((req, res, next) => {
      res.locals.flash = req.session.flash
      delete req.session.flash // taken out of the session, whether or not this request shows a page
      next()
    })

    app.post('/cart', (req, res, next) => {
      const words = wordsFor(req)
      const lines = readCartLines(books, req.body, words.language)
      if (!lines) return next() // the shop says what is wrong
      req.session.cart = [...(req.session.cart ?? []), ...lines].slice(-maxCartLines)
      req.session.flash = words.added(lines)
      res.redirect('/cart')
    })

    app.get('/cart', (_req, res) => res.redirect('/')) // the cart has moved to the front page: here the message is lost

    app.get('/', (req, res) => {
      const { isLoggedIn, name, cart } = req.session
      res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart, flash: res.locals.flash }))
    })
  },

  explained: {
    see: {
      en: 'Put a book into the cart. The cart has it, and no message says so. Among the requests POST /cart sets flash, GET /cart removes it and redirects, and GET / finds none.',
      'pt-BR':
        'Ponha um livro no carrinho. Ele está lá, e nenhuma mensagem avisa. Entre as requisições, POST /cart põe flash, GET /cart o remove e redireciona, e GET / não encontra nenhum.',
    },
    why: {
      en: 'A middleware reads the message for every request and deletes it, before it is known whether a page will be shown. A second redirect, a fetch, a picture behind the session middleware: the first one to come eats it. Two that come at once may also both show it.',
      'pt-BR':
        'Um middleware lê a mensagem em toda requisição e a apaga, antes de se saber se uma página será mostrada. Um segundo redirect, um fetch, uma imagem depois do middleware da session: o primeiro a chegar come a mensagem. Dois que chegam juntos podem até mostrá-la os dois.',
    },
    instead: {
      en: 'Take the message out where it is shown: in the handler that renders the page, or by a function that the template calls, as connect-flash does.',
      'pt-BR': 'Tire a mensagem onde ela é mostrada: no handler que monta a página, ou por uma função que o template chama, como faz o connect-flash.',
    },
  },
}
