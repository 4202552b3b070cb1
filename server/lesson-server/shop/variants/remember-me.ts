/** "Remember me": the cookie gets a lifetime at the log-in, and not before. */
import { readName } from '../form-fields.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

const monthMs = 30 * 24 * 60 * 60 * 1_000

export const rememberMe: Variant = {
  name: 'remember-me',
  title: { en: 'remember me', 'pt-BR': 'lembrar de mim' },
  about: {
    en: 'The login gives this one session a maxAge of 30 days: its cookie outlives the browser’s window, a stranger’s does not.',
    'pt-BR': 'O login dá só a esta session um maxAge de 30 dias: o cookie dela sobrevive à janela do navegador, o de um desconhecido não.',
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
        req.session.cookie.maxAge = monthMs // here; an app of your own looks first whether the box was ticked
        req.session.save((problem) => (problem ? next(problem) : res.redirect('/')))
      })
    })
  },

  explained: {
    see: {
      en: 'Put a book into the cart: the cookie has no Expires, it ends with the browser. Log in: now it has one, 30 days ahead, and so has the document in the store. Visit again: the store’s date moves on with each visit, the cookie’s does not.',
      'pt-BR':
        'Ponha um livro no carrinho: o cookie não tem Expires, acaba com o navegador. Faça login: agora tem, daqui a 30 dias, e o documento no store também. Visite de novo: a data no store avança a cada visita, a do cookie não.',
    },
    why: {
      en: 'req.session.cookie belongs to one session; what is set there is stored with it and takes precedence over the option. A cookie with an Expires is sent again only when the session was changed, or with rolling: true. So somebody who only looks around is thrown out 30 days after the last change, however often they came.',
      'pt-BR':
        'req.session.cookie é de uma session só; o que se põe ali é guardado com ela e vale mais que a opção. Um cookie com Expires só é enviado de novo quando a session mudou, ou com rolling: true. Assim, quem só olha é desconectado 30 dias depois da última mudança, por mais que tenha vindo.',
    },
    instead: {
      en: 'Set it where somebody ticked “remember me”, after regenerate. With rolling: true the 30 days count from the last visit. Whoever keeps people logged in for long should ask for the password again before anything that costs money.',
      'pt-BR':
        'Faça isso quando alguém marcou “lembrar de mim”, depois de regenerate. Com rolling: true os 30 dias contam da última visita. Quem mantém as pessoas logadas por muito tempo deve pedir a senha de novo antes de tudo que custe dinheiro.',
    },
  },
}
