/** Static files behind the session middleware: each of them costs what a page does. */
import { shopPage } from '../pages.js'
import { publicFiles } from '../public-files.js'
import type { Variant } from '../shop.js'
import { wordsFor } from '../words.js'

export const filesAfterSession: Variant = {
  name: 'files-after-session',
  title: { en: 'files after the session', 'pt-BR': 'arquivos depois da session' },
  about: {
    en: 'The style sheet and the picture are served behind the session middleware: each one asks the store, and may begin a session.',
    'pt-BR': 'A folha de estilo e a imagem são servidas depois do middleware da session: cada uma consulta o store e pode começar uma session.',
  },

  beforeSession() {}, // nothing: this is the bug

  addRoutes(app, books) {
    app.use('/files', publicFiles) // should stand in front of the session middleware
    app.get('/health', (_req, res) => void res.type('text').send('ok'))

    app.get('/', (req, res) => {
      const { isLoggedIn, name, cart, flash } = req.session
      if (flash) delete req.session.flash
      res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart, flash }, true)) // with its files
    })
  },

  explained: {
    see: {
      en: 'Log in and look at the requests: the rows of /files/style.css and /files/icon.svg ask the store and touch the session, as the page does. Then turn saveUninitialized on, click the address above the page and send “Visits without cookies” to /files/style.css: a new session for each.',
      'pt-BR':
        'Faça login e olhe as requisições: as linhas de /files/style.css e /files/icon.svg consultam o store e fazem touch na session, como a página. Depois ligue saveUninitialized, clique no endereço acima da página e envie “Visitas sem cookies” a /files/style.css: uma session nova para cada uma.',
    },
    why: {
      en: 'Express goes through its middleware in the order of app.use, so session(…) has its turn first: it reads the session of whoever asks, though a file is the same for everybody. With resave on, each file even saves its old copy back, and may overwrite what the page has just changed.',
      'pt-BR':
        'O Express passa pelos middlewares na ordem de app.use, então session(…) tem a sua vez antes: lê a session de quem pede, embora um arquivo seja igual para todos. Com resave ligado, cada arquivo ainda grava de volta a sua cópia antiga e pode passar por cima do que a página acabou de mudar.',
    },
    instead: {
      en: 'Put app.use(express.static(…)) above app.use(session(…)), as “files before the session” does.',
      'pt-BR': 'Ponha app.use(express.static(…)) acima de app.use(session(…)), como em “arquivos antes da session”.',
    },
  },
}
