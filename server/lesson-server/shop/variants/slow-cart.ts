/** A lost update: the handler takes its time between reading the session and writing it, and whoever comes meanwhile reads the same. */
import { maxCartLines, readCartLines } from '../form-fields.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

/** What the warehouse takes to answer. */
const warehouseMs = 1_000

export const slowCart: Variant = {
  name: 'slow-cart',
  title: { en: 'slow handler', 'pt-BR': 'handler lento' },
  about: {
    en: 'The shop asks its warehouse for a second before a book goes into the cart: of two books that are added at once, one is lost.',
    'pt-BR': 'A loja consulta o estoque por um segundo antes de pôr o livro no carrinho: de dois livros postos ao mesmo tempo, um se perde.',
  },

  addRoutes(app, books) {
    app.post('/cart', (req, res, next) => {
      const words = wordsFor(req)
      const lines = readCartLines(books, req.body, words.language)
      if (!lines) return next() // the shop says what is wrong
      const { cart = [] } = req.session // read now …
      setTimeout(() => {
        req.session.cart = [...cart, ...lines].slice(-maxCartLines) // … and written a second later
        req.session.flash = words.added(lines)
        res.redirect('/')
      }, warehouseMs)
    })
  },

  explained: {
    see: {
      en: 'In Alice’s browser open “Several at once” and send two books together. Both answers say yes, and one book is in the cart. Among the requests both rows are marked, with what was lost: the cart.',
      'pt-BR':
        'No navegador da Alice, abra “Várias de uma vez” e envie dois livros juntos. As duas respostas dizem sim, e há um livro no carrinho. Entre as requisições, as duas linhas estão marcadas e dizem o que se perdeu: o carrinho.',
    },
    why: {
      en: 'A session is read whole when a request comes in and written whole when its answer ends. Nobody locks it in between. Two requests that overlap both begin with the same copy, and the last save wins.',
      'pt-BR':
        'Uma session é lida inteira quando a requisição chega e gravada inteira quando a resposta termina. Ninguém a tranca nesse meio-tempo. Duas requisições que se cruzam começam com a mesma cópia, e vale a última gravação.',
    },
    instead: {
      en: 'Wait first, then call req.session.reload, change and save at once: that makes the gap small. What must never be lost belongs in the database, changed there in one step (an INSERT for each book, $push, an UPDATE that counts), with only an id in the session.',
      'pt-BR':
        'Espere primeiro; depois chame req.session.reload, mude e salve em seguida: assim o intervalo fica pequeno. O que nunca pode se perder vai para o banco de dados, mudado lá num passo só (um INSERT por livro, $push, um UPDATE que conta), só com um id na session.',
    },
  },
}
