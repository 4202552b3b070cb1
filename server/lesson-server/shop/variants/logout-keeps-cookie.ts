/** Half a logout: the session is destroyed, and the browser is left with a cookie for which there is nothing any more. */
import type { Variant } from '../shop.js'

export const logoutKeepsCookie: Variant = {
  name: 'logout-keeps-cookie',
  title: { en: 'logout keeps the cookie', 'pt-BR': 'logout deixa o cookie' },
  about: {
    en: 'The logout destroys the session and does not clear the cookie: the browser goes on sending an id that means nothing.',
    'pt-BR': 'O logout destrói a session e não apaga o cookie: o navegador continua mandando um id que não vale mais nada.',
  },

  addRoutes(app) {
    app.post('/logout', (req, res, next) => {
      req.session.destroy((error) => {
        if (error) next(error)
        else res.redirect('/') // without res.clearCookie
      })
    })
  },

  explained: {
    see: {
      en: 'Log in and out. The document is gone, and the browser still has the cookie: its id stands for nothing, and it is sent with every request.',
      'pt-BR': 'Faça login e logout. O documento sumiu, e o navegador ainda tem o cookie: o id dele não vale nada e segue em toda requisição.',
    },
    why: {
      en: 'req.session.destroy removes what the store has. It cannot reach into the browser: there a cookie goes by a Set-Cookie with the same name, path and domain, or, over HTTPS, with all others of the site by Clear-Site-Data: "cookies".',
      'pt-BR':
        'req.session.destroy remove o que o store tem. Não alcança o navegador: lá um cookie sai com um Set-Cookie de mesmo nome, path e domain ou, por HTTPS, junto com todos os outros do site, com Clear-Site-Data: "cookies".',
    },
    instead: {
      en: 'After destroy, call res.clearCookie(name, options) with the path and domain that the cookie came with. The cookie alone is harmless here, but on a shared computer people look for it, and each request with it asks the store in vain.',
      'pt-BR':
        'Depois de destroy, chame res.clearCookie(name, options) com o path e o domain com que o cookie veio. Sozinho ele é inofensivo aqui, mas num computador compartilhado as pessoas o procuram, e cada requisição com ele consulta o store à toa.',
    },
  },
}
