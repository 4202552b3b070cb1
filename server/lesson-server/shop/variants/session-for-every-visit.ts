/** Something is written into the session of whoever comes by, health checks and crawlers included: each gets one, and never comes back for it. */
import type { Variant } from '../shop.js'

declare module 'express-session' {
  interface SessionData {
    visits: number
  }
}

export const sessionForEveryVisit: Variant = {
  name: 'session-for-every-visit',
  title: { en: 'a session for every visit', 'pt-BR': 'uma session por visita' },
  about: {
    en: 'Each request counts itself in the session, health checks too: whoever brings no cookie leaves a session behind.',
    'pt-BR': 'Cada requisição se conta na session, a verificação de saúde também: quem não traz cookie deixa uma session para trás.',
  },

  beforeSession() {}, // nothing: the health check goes through the session middleware, too

  addRoutes(app) {
    app.use((req, _res, next) => {
      req.session.visits = (req.session.visits ?? 0) + 1 // a stranger's session is no longer empty: it is saved
      next()
    })

    app.get('/health', (_req, res) => void res.type('text').send('ok'))
  },

  explained: {
    see: {
      en: 'Click the address above the page, choose /health and send 20 “Visits without cookies”. The store has 20 sessions more, each with visits: 1, and each answer brought a Set-Cookie that nobody kept. In the textbook’s shop it stays as it was.',
      'pt-BR':
        'Clique no endereço acima da página, escolha /health e envie 20 “Visitas sem cookies”. O store tem 20 sessions a mais, cada uma com visits: 1, e cada resposta trouxe um Set-Cookie que ninguém guardou. Na loja padrão tudo fica como estava.',
    },
    why: {
      en: 'saveUninitialized: false keeps empty sessions out of the store, and these are not empty: the middleware has written into them. A load balancer asks every few seconds and a crawler asks for every page, without a cookie each time.',
      'pt-BR':
        'saveUninitialized: false deixa as sessions vazias fora do store, e estas não estão vazias: o middleware escreveu nelas. Um balanceador pergunta a cada poucos segundos e um crawler pede todas as páginas, sempre sem cookie.',
    },
    instead: {
      en: 'Answer health checks before session(…). Write into a session only once there is something to remember of somebody: a login, a book. Count visits elsewhere. And give sessions an end (maxAge, the store’s ttl).',
      'pt-BR':
        'Responda à verificação de saúde antes de session(…). Escreva na session só quando houver algo a lembrar de alguém: um login, um livro. Conte as visitas em outro lugar. E dê um fim às sessions (maxAge, o ttl do store).',
    },
  },
}
