/** A hole that many apps have had: the log-in keeps the session ID. Whoever planted it in the browser, or read it there, is logged in as well. */
import { readName } from '../form-fields.js'
import type { Shop } from '../shop.js'
import { wordsFor } from '../words.js'

export const loginKeepsId: Shop = {
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
}
