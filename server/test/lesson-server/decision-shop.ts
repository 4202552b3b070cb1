/** A shop that does with its session whatever a path says, for tests of what express-session decides then. */
import '../../lesson-server/taps/session-debug.js' // before express-session

import express, { type Express } from 'express'
import session, { type SessionOptions as MiddlewareOptions, type Store } from 'express-session'
import type { SessionOptions } from '../../protocol/session-options.js'
import { OPTIONS, SECRETS, startTappedShop, type TappedShop } from './tapped-shop.js'

/** Options as they stand in code. */
export type Options = Omit<MiddlewareOptions, 'secret' | 'cookie' | 'store'> & { readonly cookie?: session.CookieOptions }

/** What one request does with the session, by path. */
export function routes(app: Express): void {
  const end = (res: express.Response) => (error: unknown) => void res.status(error ? 500 : 200).end('done')
  app.get('/look', (_req, res) => void res.end('seen'))
  app.get('/change', (req, res) => {
    req.session.name = String(req.query.name)
    req.session.flash ??= 'changed'
    res.end('changed')
  })
  app.get('/remove', (req, res) => {
    delete req.session.name
    res.end('removed')
  })
  app.get('/set', (req, res) => {
    req.session.isLoggedIn = true
    res.end()
  })
  // Of name and flash, name comes last.
  app.get('/reorder', (req, res) => {
    const { name } = req.session
    delete req.session.name
    if (name !== undefined) req.session.name = name
    res.end()
  })
  app.get('/save', (req, res) => void req.session.save(end(res)))
  app.get('/change-save', (req, res) => {
    req.session.name = 'Saved'
    req.session.save(end(res))
  })
  app.get('/change-save-change', (req, res) => {
    req.session.name = 'Saved'
    req.session.save(() => {
      req.session.isLoggedIn = true
      res.end()
    })
  })
  app.get('/change-save-back', (req, res) => {
    const { name } = req.session
    req.session.name = 'Saved'
    req.session.save(() => {
      if (name === undefined) delete req.session.name
      else req.session.name = name
      res.end()
    })
  })
  app.get('/reload', (req, res) => void req.session.reload(end(res)))
  app.get('/regenerate', (req, res) => void req.session.regenerate(end(res)))
  app.get('/regenerate-change', (req, res) => {
    const { name } = req.session
    req.session.regenerate(() => {
      if (name !== undefined) req.session.name = name
      req.session.isLoggedIn = true
      res.end()
    })
  })
  app.get('/destroy', (req, res) => void req.session.destroy(end(res)))
  // Somebody else's session, by the store itself, as an administrator's page does.
  app.get('/save-other', (req, res) => void req.sessionStore.set('other', req.session as session.SessionData, end(res)))
  app.get('/destroy-other', (req, res) => void req.sessionStore.destroy('other', end(res)))
  app.get('/destroy-in-store', (req, res) => void req.sessionStore.destroy(req.sessionID, end(res)))
  app.get('/unset-get-other', (req, res) => {
    const { sessionStore } = req
    Reflect.set(req, 'session', null)
    sessionStore.get('other', end(res))
  })
  app.get('/reload-unset', (req, res) => {
    req.session.reload(() => {
      Reflect.set(req, 'session', null)
      res.end()
    })
  })
  app.get('/unset-destroy-other', (req, res) => {
    const { sessionStore } = req
    Reflect.set(req, 'session', null)
    sessionStore.destroy('other', end(res))
  })
  app.get('/unset', (req, res) => {
    Reflect.set(req, 'session', null)
    res.end()
  })
  app.get('/delete', (req, res) => {
    Reflect.deleteProperty(req, 'session')
    res.end()
  })
  app.get('/write', (_req, res) => {
    res.write('the headers have left')
    res.end()
  })
  app.get('/late', (req, res) => {
    res.write('the headers have left')
    req.session.name = 'Late'
    res.end()
  })
  app.get('/set-cookie', (_req, res) => void res.cookie('connect.sid', 'of-the-shop').end())
  app.get('/clear-cookie', (req, res) => void req.session.destroy(() => res.clearCookie('connect.sid').end()))
  app.get('/bogus', (req, res) => {
    Reflect.set(req, 'sessionID', 7)
    res.end()
  })
  app.get('/throw', () => {
    throw new Error('a mistake of the shop')
  })
}

/** The middleware with these options around those routes; one route, `/before`, comes before it. */
export async function startDecisionShop(options: Options, store: Store): Promise<TappedShop> {
  const { cookie = {}, ...own } = options
  const known: SessionOptions = {
    ...OPTIONS,
    name: own.name ?? OPTIONS.name,
    resave: own.resave ?? false,
    saveUninitialized: own.saveUninitialized ?? false,
    rolling: own.rolling ?? false,
    path: cookie.path ?? '/',
    maxAgeMs: cookie.maxAge ?? null,
    secure: cookie.secure ?? false,
    unset: own.unset ?? 'keep',
    proxy: own.proxy ?? null,
  }
  const make = (tapped: Store) => {
    const app = express()
    app.get('/before', (_req, res) => void res.end('the session middleware comes later'))
    app.use(session({ resave: false, saveUninitialized: false, ...own, cookie, store: tapped, secret: [...SECRETS] }))
    routes(app)
    app.use((_error: unknown, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
      if (!res.headersSent) res.status(500).end('failed')
    })
    return app
  }
  return await startTappedShop(store, make, known)
}
