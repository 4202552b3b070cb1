/** The answer begins before the session does: the headers have left, and no cookie can go with them any more. */
import { maxCartLines, readCartLines } from '../form-fields.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const headersBeforeSession: Variant = {
  name: 'headers-before-session',
  title: { en: 'answer before the session', 'pt-BR': 'resposta antes da session' },
  about: {
    en: 'The cart’s answer begins with res.write before the book is in the session: a stranger’s session is saved, and the cookie for it never sent.',
    'pt-BR':
      'A resposta do carrinho começa com res.write antes de o livro estar na session: a session de um desconhecido é salva, e o cookie dela nunca enviado.',
  },

  addRoutes(app, books) {
    app.post('/cart', (req, res, next) => {
      const words = wordsFor(req)
      const lines = readCartLines(books, req.body, words.language)
      if (!lines) return next() // the shop says what is wrong
      res.set('Refresh', '0; url=/').type('html').write(`<!doctype html><title>${words.shop}</title>`) // the headers leave here
      req.session.cart = [...(req.session.cart ?? []), ...lines].slice(-maxCartLines)
      req.session.flash = words.added(lines)
      res.end(`<h1>${words.added(lines)}</h1>`)
    })
  },

  explained: {
    see: {
      en: 'With a browser that has no cookie yet, put a book into the cart, and then another one. The store has two sessions with one book each, the browser has no cookie, and the cart stays empty. The row says that it was too late for a cookie.',
      'pt-BR':
        'Com um navegador ainda sem cookie, ponha um livro no carrinho, e depois outro. O store tem duas sessions com um livro cada, o navegador não tem cookie, e o carrinho continua vazio. A linha diz que era tarde demais para um cookie.',
    },
    why: {
      en: 'The first res.write sends the headers. express-session decides about Set-Cookie at that moment, when the session is still empty. The save comes at the end of the answer, when nothing can be added to the headers any more.',
      'pt-BR':
        'O primeiro res.write envia os cabeçalhos. O express-session decide sobre o Set-Cookie nesse momento, com a session ainda vazia. A gravação vem no fim da resposta, quando não dá mais para acrescentar nada aos cabeçalhos.',
    },
    instead: {
      en: 'Change the session first, then begin to answer. A page that is to be streamed gets its session saved before: req.session.save(callback), and res.write in the callback.',
      'pt-BR':
        'Mude a session primeiro e só depois comece a responder. Uma página em stream precisa da session salva antes: req.session.save(callback), com o res.write dentro do callback.',
    },
  },
}
