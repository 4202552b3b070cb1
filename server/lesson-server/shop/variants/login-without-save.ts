/** A race that shows with a slow store only: the log-in leads on to the next page before the session is saved. */
import { readName } from '../form-fields.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const loginWithoutSave: Variant = {
  name: 'login-without-save',
  title: { en: 'redirect before the save', 'pt-BR': 'redirect antes de salvar' },
  about: {
    en: 'The login redirects without waiting for the save: with a slow store the next page comes first, and does not know you.',
    'pt-BR': 'O login redireciona sem esperar a gravação: com um store lento, a próxima página chega antes e não conhece você.',
  },

  addRoutes(app) {
    app.post('/login', (req, res, next) => {
      const name = readName(req.body)
      if (!name) return next() // the shop says what is wrong
      const { isLoggedIn, name: nameBefore, cart } = req.session
      req.session.regenerate((error) => {
        if (error) return next(error)
        if (cart && (!isLoggedIn || nameBefore === name)) req.session.cart = cart
        req.session.isLoggedIn = true
        req.session.name = name
        req.session.flash = wordsFor(req).welcome
        res.redirect('/') // should be in the callback of req.session.save
      })
    })
  },

  explained: {
    see: {
      en: 'In “The way”, delay each set on the wire by 1000 ms, then log in. The page says “Hello, stranger”; load it again a second later and it knows you. The row of the page says that it came in before the save had finished.',
      'pt-BR':
        'Em “O caminho”, atrase cada set no fio em 1000 ms e faça login. A página diz “Olá, desconhecido”; carregue de novo um segundo depois e ela conhece você. A linha da página diz que ela chegou antes de a gravação terminar.',
    },
    why: {
      en: 'express-session saves when the answer ends, and keeps the last byte back until that is done. The headers, with Location and Set-Cookie, have left by then, and a browser follows a redirect as soon as it has them. A client that waits for the end of the answer never sees this, nor does anybody while the store is fast.',
      'pt-BR':
        'O express-session salva quando a resposta termina e segura o último byte até acabar. Os cabeçalhos, com Location e Set-Cookie, já saíram, e o navegador segue um redirect assim que os recebe. Um cliente que espera o fim da resposta nunca vê isso, nem ninguém enquanto o store é rápido.',
    },
    instead: {
      en: 'Call req.session.save(callback) and redirect in the callback, as the textbook’s login does. What was changed is then in the store before the browser hears where to go, whichever server answers next.',
      'pt-BR':
        'Chame req.session.save(callback) e redirecione dentro do callback, como o login da loja padrão. A mudança já está no store antes de o navegador saber para onde ir, seja qual for o servidor que responde depois.',
    },
  },
}
