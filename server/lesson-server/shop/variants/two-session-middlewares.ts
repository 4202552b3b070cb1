/** Two session middlewares on one way: the second one sees that there is a session already, and does nothing. */
import session from 'express-session'
import type { Variant } from '../shop.js'

declare module 'express-session' {
  interface SessionData {
    deskVisits: number
  }
}

export const twoSessionMiddlewares: Variant = {
  name: 'two-session-middlewares',
  title: { en: 'two session middlewares', 'pt-BR': 'dois middlewares de session' },
  about: {
    en: 'The staff’s desk is meant to have a session of its own, with a cookie of its own. It never gets one: the first session(…) wins.',
    'pt-BR': 'O balcão dos funcionários deveria ter a sua própria session, com o seu próprio cookie. Nunca tem: o primeiro session(…) vence.',
  },

  addRoutes(app, _books, { secrets }) {
    app.use(
      '/desk',
      session({
        name: 'desk.sid',
        secret: [...secrets],
        resave: false,
        saveUninitialized: false,
        cookie: { path: '/desk', maxAge: 600_000 },
      }), // should be mounted before the shop's own
    )

    app.get('/desk', (req, res) => {
      req.session.deskVisits = (req.session.deskVisits ?? 0) + 1
      res.json({ deskVisits: req.session.deskVisits, cookiePath: req.session.cookie.path })
    })
  },

  explained: {
    see: {
      en: 'Log in, then click the address and go to /desk twice with the same browser. There is no cookie desk.sid; deskVisits stands in the shop’s own session, with the shop’s lifetime.',
      'pt-BR':
        'Faça login e depois clique no endereço e vá duas vezes a /desk com o mesmo navegador. Não há cookie desk.sid; deskVisits está na session da própria loja, com a duração dela.',
    },
    why: {
      en: 'express-session begins with “if (req.session) return next()”. The shop’s middleware has run before, so the second one with all its options (name, path, maxAge) is passed over without a word.',
      'pt-BR':
        'O express-session começa com “if (req.session) return next()”. O middleware da loja já rodou, então o segundo, com todas as suas opções (name, path, maxAge), é pulado sem dizer nada.',
    },
    instead: {
      en: 'Mount the narrower one first: app.use("/desk", session({ name: "desk.sid", cookie: { path: "/desk" } })) above the shop’s. Then the shop’s is the one that is passed over at /desk, and each part has its own cookie and its own session.',
      'pt-BR':
        'Monte primeiro o mais estreito: app.use("/desk", session({ name: "desk.sid", cookie: { path: "/desk" } })) acima do da loja. Aí é o da loja que é pulado em /desk, e cada parte tem o seu cookie e a sua session.',
    },
  },
}
