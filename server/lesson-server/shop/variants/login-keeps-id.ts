/** A hole that many apps have had: the log-in keeps the session ID. Whoever planted it in the browser, or read it there, is logged in as well. */
import { readName } from '../form-fields.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const loginKeepsId: Variant = {
  name: 'login-keeps-id',
  title: { en: 'login keeps the id', 'pt-BR': 'login mantém o id' },
  about: {
    en: 'The login does not regenerate the session: whoever knew its id before is logged in now (session fixation).',
    'pt-BR': 'O login não faz regenerate da session: quem já sabia o id dela agora está logado também (session fixation).',
  },

  addRoutes(app) {
    app.post('/login', (req, res, next) => {
      const name = readName(req.body)
      if (!name) return next() // the shop says what is wrong
      req.session.isLoggedIn = true // should be after req.session.regenerate
      req.session.name = name
      req.session.flash = wordsFor(req).welcome
      res.redirect('/')
    })
  },

  explained: {
    see: {
      en: 'Let Alice put a book into the cart, so that she has a cookie, and note its id. Log in: the id is the same. Whoever had that cookie before (copy its value into Bob’s browser with “Edit cookie”) is logged in as Alice now.',
      'pt-BR':
        'Faça a Alice pôr um livro no carrinho, para ter um cookie, e anote o id. Faça login: o id é o mesmo. Quem já tinha esse cookie (copie o valor para o navegador do Bob com “Editar cookie”) agora está logado como Alice.',
    },
    why: {
      en: 'The id is all that the server knows somebody by. If it is the same before and after the login, whoever planted it or read it before shares the rights that come with the login. This is session fixation (OWASP, Session Management Cheat Sheet).',
      'pt-BR':
        'O id é tudo pelo que o servidor reconhece alguém. Se for o mesmo antes e depois do login, quem o plantou ou leu antes ganha junto os direitos do login. Isso é session fixation (OWASP, Session Management Cheat Sheet).',
    },
    instead: {
      en: 'Call req.session.regenerate(callback) whenever somebody’s rights change: at login, at logout, when they become an administrator.',
      'pt-BR': 'Chame req.session.regenerate(callback) sempre que os direitos de alguém mudam: no login, no logout, quando vira administrador.',
    },
  },
}
