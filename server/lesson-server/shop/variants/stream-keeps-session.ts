/** A connection that stays open holds the session as it was when it was opened, for as long as it lasts: so do WebSockets. */
import { sendEvents, whoIs } from '../live.js'
import type { Variant } from '../shop.js'

export const streamKeepsSession: Variant = {
  name: 'stream-keeps-session',
  title: { en: 'stale stream', 'pt-BR': 'stream desatualizado' },
  about: {
    en: 'The live page looks at the session once, when it is opened: after a logout it goes on as if nothing had happened.',
    'pt-BR': 'A página ao vivo olha a session uma vez, ao abrir: depois de um logout ela continua como se nada tivesse acontecido.',
  },

  addRoutes(app) {
    app.get('/live', (req, res, next) => {
      const { session } = req // as it was at the beginning: here is the bug
      if (!session.isLoggedIn) return next() // the shop says that one has to log in
      sendEvents(res, (say) => say(whoIs(session)))
    })
  },

  explained: {
    see: {
      en: 'Let Alice log in, click the address above her page and go to /live, and log out while it is open. Her page says “Hello, stranger” and her session is gone from the store; the stream still says that she is logged in. The textbook’s stream ends with the logout.',
      'pt-BR':
        'Faça login com a Alice, clique no endereço acima da página dela e vá a /live; com o stream aberto, clique em “Sair”. A página dela diz “Olá, desconhecido” e a session sumiu do store; o stream ainda diz que ela está logada. Na loja padrão o stream acaba com o logout.',
    },
    why: {
      en: 'The session middleware runs once a request, and a stream is one request that lasts. The same holds for a WebSocket: its handshake is the only request that it has, and req.session is a copy from then. With resave: true the end of the stream even saves that copy, and the session is back.',
      'pt-BR':
        'O middleware da session roda uma vez por requisição, e um stream é uma requisição que dura. O mesmo vale para um WebSocket: o handshake é a única requisição que ele tem, e req.session é uma cópia daquela hora. Com resave: true o fim do stream ainda grava essa cópia, e a session volta.',
    },
    instead: {
      en: 'Call req.session.reload before anything that needs to know who is there, as the textbook’s /live does, or keep a list of the open connections of each session and close them at logout. Never save from a long connection what was loaded at its beginning.',
      'pt-BR':
        'Chame req.session.reload antes de tudo que precisa saber quem está ali, como faz o /live da loja padrão, ou guarde uma lista das conexões abertas de cada session e feche-as no logout. Nunca salve, de uma conexão longa, o que foi carregado no começo dela.',
    },
  },
}
