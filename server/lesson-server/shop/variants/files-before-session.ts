/** Where static files belong: in front of the session middleware. Beside `files-after-session.ts`, which differs in that alone. */
import { shopPage } from '../pages.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const filesBeforeSession: Variant = {
  name: 'files-before-session',
  title: { en: 'files before the session', 'pt-BR': 'arquivos antes da session' },
  about: {
    en: 'The page brings a style sheet and a picture, and both are served before the session middleware: they cost no call of the store.',
    'pt-BR': 'A página traz uma folha de estilo e uma imagem, servidas antes do middleware da session: não custam nenhuma chamada do store.',
  },

  addRoutes(app, books) {
    app.get('/', (req, res) => {
      const { isLoggedIn, name, cart, flash } = req.session
      if (flash) delete req.session.flash
      res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart, flash }, true)) // with its files, which the textbook serves in front
    })
  },

  explained: {
    see: {
      en: 'Log in and look at the requests: beside the page there are rows for /files/style.css and /files/icon.svg, without a call of the store and without a cookie in the answer. Then choose “files after the session” and load the page again.',
      'pt-BR':
        'Faça login e olhe as requisições: ao lado da página há linhas de /files/style.css e /files/icon.svg, sem chamada do store e sem cookie na resposta. Depois escolha “arquivos depois da session” e carregue a página de novo.',
    },
    why: {
      en: 'Express goes through its middleware in the order of app.use. Whoever answers first is the last one to see the request.',
      'pt-BR': 'O Express passa pelos middlewares na ordem de app.use. Quem responde primeiro é o último a ver a requisição.',
    },
    instead: {
      en: 'This is how it should be: app.use(express.static(…)) stands above app.use(session(…)). Browsers send the cookie along with the request for a file all the same, since they do not know who reads it.',
      'pt-BR':
        'É assim que deve ser: app.use(express.static(…)) fica acima de app.use(session(…)). O navegador manda o cookie junto com o pedido de um arquivo mesmo assim, pois não sabe quem o lê.',
    },
  },
}
