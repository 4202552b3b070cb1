/** Half a logout: the session is destroyed, and the browser is left with a cookie for which there is nothing any more. */
import type { Shop } from '../shop.js'

export const logoutKeepsCookie: Shop = {
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
}
