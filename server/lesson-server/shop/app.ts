/** The little bookshop: an Express app that remembers its visitors with express-session. */
import express, { type Express } from 'express'
import session, { type SessionOptions, type Store } from 'express-session'
import type { Book } from '../../protocol/catalogue.js'
import { answerErrors, answerNotFound, type ExplainError } from './errors.js'
import { maxCartLines, readCartLines, readName } from './form-fields.js'
import { live } from './live.js'
import { mistakePage, shopPage } from './pages.js'
import { publicFiles } from './public-files.js'
import './session-data.js'
import type { Otherwise } from './shop.js'
import { wordsFor } from './words.js'

export interface ShopParts {
  readonly store: Store
  /** The other options of `session({…})`. */
  readonly options: Omit<SessionOptions, 'store' | 'secret'>
  readonly secrets: readonly string[]
  /** Whose X-Forwarded-* headers are believed: nobody's, those of this many proxies in front, everybody's. */
  readonly trustProxy: boolean | number
  /** What it sells, in the order of its shelf. */
  readonly books: readonly Book[]
  readonly explainError: ExplainError
}

/** What needs no session stands in front of it: no store is asked, no session made, no cookie sent. */
function serveWithoutSession(app: Express): void {
  app.use('/files', publicFiles)
  app.get('/health', (_req, res) => void res.type('text').send('ok'))
}

/** How long the slow page takes. */
const slowMs = 1_500

/** @param variant a shop that does something otherwise: its routes stand in front of the shop's own */
export function createApp(
  { store, options, secrets, trustProxy, books, explainError }: ShopParts,
  { beforeSession = serveWithoutSession, addRoutes }: Otherwise = {},
): Express {
  const app = express()
  app.disable('x-powered-by') // visitors need not know what it runs on
  app.set('trust proxy', trustProxy) // who is believed when X-Forwarded-* says HTTPS, an address, a host

  beforeSession(app)

  app.use(
    session({
      store, // where sessions are kept: memory, MongoDB, …
      secret: [...secrets], // the first signs the cookie, all of them verify it
      ...options, // name, resave, saveUninitialized, cookie, …: the options in force
    }),
  )

  app.use(express.urlencoded({ extended: false, limit: '32kb' }))

  app.use((_req, res, next) => {
    res.set('Cache-Control', 'no-store') // every page is somebody's own
    next()
  })

  addRoutes?.(app, books, { books, store, secrets, options })

  app.get('/', (req, res) => {
    const { isLoggedIn, name, cart, flash } = req.session
    if (flash) delete req.session.flash // a flash message is shown once
    res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart, flash }))
  })

  app.post('/login', (req, res, next) => {
    const words = wordsFor(req)
    const name = readName(req.body)
    if (!name) {
      res.status(400).send(mistakePage(words, words.badName))
      return
    }
    const { isLoggedIn, name: nameBefore, cart } = req.session
    // A new id with the new rights: whoever knew the old one, or planted it, is not logged in with it.
    req.session.regenerate((error) => {
      if (error) return next(error)
      if (cart && (!isLoggedIn || nameBefore === name)) req.session.cart = cart // a stranger's cart comes along, another user's does not
      req.session.isLoggedIn = true
      req.session.name = name
      req.session.flash = words.welcome
      // Saved before the redirect: the browser may be on the next page before the end of this answer.
      req.session.save((problem) => (problem ? next(problem) : res.redirect('/')))
    })
  })

  app.post('/logout', (req, res, next) => {
    const { cookie } = req.session
    req.session.destroy((error) => {
      if (error) return next(error)
      res.clearCookie(options.name ?? 'connect.sid', cookie.data) // the other half: by the name, path and domain that it came with
      res.redirect('/')
    })
  })

  app.post('/cart', (req, res) => {
    const words = wordsFor(req)
    const lines = readCartLines(books, req.body, words.language)
    const cart = [...(req.session.cart ?? []), ...(lines ?? [])]
    if (!lines || cart.length > maxCartLines) {
      res.status(400).send(mistakePage(words, lines ? words.cartFull : words.unknownBook))
      return
    }
    req.session.cart = cart
    req.session.flash = words.added(lines)
    res.redirect('/')
  })

  app.get('/me', (req, res) => {
    const { isLoggedIn = false, name = null, cart = [] } = req.session
    res.json({ isLoggedIn, name, cart })
  })

  app.get('/slow', (req, res) => {
    // Whatever others save meanwhile, this request goes on with the session as it was when it came.
    const { isLoggedIn, name, cart } = req.session
    const page = shopPage(wordsFor(req), books, { isLoggedIn, name, cart, flash: undefined })
    setTimeout(() => res.send(page), slowMs)
  })

  app.get('/account', (req, res) => {
    const { isLoggedIn, name, cart } = req.session
    if (!isLoggedIn) return res.redirect('/') // a person is led to where one logs in
    res.send(shopPage(wordsFor(req), books, { isLoggedIn, name, cart, flash: undefined }))
  })

  app.get('/api/cart', (req, res) => {
    const { isLoggedIn, cart = [] } = req.session
    // A fetch would follow a redirect, and take the page that it finds there for an answer.
    if (!isLoggedIn) return void res.status(401).json({ error: 'Log in first.' })
    res.json({ cart })
  })

  app.get('/live', live)

  app.use(answerNotFound)
  app.use(answerErrors(explainError))
  return app
}
