/** `req.session = {…}`: what was a Session, with its methods, is a plain object now, and express-session cannot end the answer with it. */
import type { Session } from 'express-session'
import { readName } from '../form-fields.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const sessionReplaced: Variant = {
  name: 'session-replaced',
  title: { en: 'req.session = {…}', 'pt-BR': 'req.session = { … }' },
  about: {
    en: 'The login puts an object of its own in the place of the session. That object has no touch and no save, and the answer never ends.',
    'pt-BR': 'O login põe um objeto próprio no lugar da session. Esse objeto não tem touch nem save, e a resposta nunca termina.',
  },

  addRoutes(app) {
    app.post('/login', (req, res, next) => {
      const name = readName(req.body)
      if (!name) return next() // the shop says what is wrong
      // The compiler sees what is missing; in JavaScript, nobody says a word.
      req.session = { ...req.session, isLoggedIn: true, name, flash: wordsFor(req).welcome } as unknown as Session // should be Object.assign(req.session, {…})
      res.redirect('/')
    })
  },

  explained: {
    see: {
      en: 'Log in. The browser waits until the proxy gives up, after three and a half seconds. The row names the error, “req.session.touch is not a function”, and the line that led to it. Nobody is logged in, nothing was saved, and the session that was there before is untouched.',
      'pt-BR':
        'Faça login. O navegador espera até o proxy desistir, depois de três segundos e meio. A requisição mostra o erro, “req.session.touch is not a function”, e a linha do código que levou a ele. Ninguém está logado, nada foi salvo, e a session que havia antes continua intacta.',
    },
    why: {
      en: 'The session’s methods (touch, save, regenerate, destroy) are on its prototype, and neither a literal nor a spread copies them. At res.end express-session calls req.session.touch() and throws. It has marked the answer as ended by then, so the error page’s own res.end does nothing: the connection stays open until somebody loses patience.',
      'pt-BR':
        'Os métodos da session (touch, save, regenerate, destroy) estão no prototype dela, e nem um literal nem um spread os copia. No res.end o express-session chama req.session.touch() e lança um erro. Ele já marcou a resposta como terminada, então o res.end da página de erro não faz nada: a conexão fica aberta até alguém perder a paciência.',
    },
    instead: {
      en: 'Change the session, never replace it: req.session.name = name, or Object.assign(req.session, {…}). To begin with an empty one, call req.session.regenerate(callback).',
      'pt-BR':
        'Mude a session, nunca a substitua: req.session.name = name, ou Object.assign(req.session, {…}). Para começar com uma vazia, chame req.session.regenerate(callback).',
    },
  },
}
