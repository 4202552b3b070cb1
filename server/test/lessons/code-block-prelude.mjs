// What a ```js block of a lesson may take for granted, as in the app of its reader; loaded before the block in a process of its own.
// `endOfBlock` sends one request to each route that the block has defined, so that handlers run as well, then ends.
import crypto from 'node:crypto'
import { once } from 'node:events'
import { Server } from 'node:http'
import { createRequire } from 'node:module'
import connectMongoDBSession from 'connect-mongodb-session'
import express from 'express'
import session from 'express-session'

const shownErrors = []
const listen = Server.prototype.listen
/** Any free port, and no reason to stay alive: `app.listen(3000)` belongs into an app, and 3000 may be taken here. */
Server.prototype.listen = function listenAnywhere(...args) {
  const callback = args.findLast((arg) => typeof arg === 'function')
  return listen.call(this, 0, '127.0.0.1', callback).unref()
}

const apps = []
/** `express`, which remembers the apps that it makes, with views that need no template. */
function rememberingExpress() {
  const app = express()
  app.render = (_view, _options, answer) => (typeof _options === 'function' ? _options : answer)(null, '')
  apps.push(app)
  return app
}
Object.setPrototypeOf(rememberingExpress, express)
for (const [name, value] of Object.entries(Object.getOwnPropertyDescriptors(express))) {
  if (!['length', 'name', 'prototype'].includes(name)) Object.defineProperty(rememberingExpress, name, value)
}

const secret = 'a secret for the tests of the lessons'
const done = (callback) => queueMicrotask(() => callback?.(null))
const sessionOf = () => ({ cookie: {}, destroy: done, regenerate: done, save: done, reload: done, touch() {} })
const app = rememberingExpress()
app.use(session({ secret, resave: false, saveUninitialized: false }), express.urlencoded({ extended: false }), express.json())

const names = {
  app,
  connectMongoDBSession,
  crypto,
  express: rememberingExpress,
  mongodbUri: process.env.BLOCK_MONGODB_URI,
  next: (error) => {
    if (error) throw error
  },
  req: { session: sessionOf(), sessionID: 'abc', body: { name: 'Ana' }, query: {}, params: {}, headers: {}, cookies: {}, get: () => undefined },
  require: createRequire(`${process.cwd()}/package.json`),
  res: Object.fromEntries(
    ['status', 'set', 'send', 'json', 'redirect', 'render', 'end', 'cookie', 'clearCookie', 'locals', 'setHeader'].map((name) => [name, () => globalThis.res]),
  ),
  secret,
  session,
  store: new session.MemoryStore(),
  endOfBlock,
}
// Node has a `crypto` of its own that cannot be assigned to.
for (const [name, value] of Object.entries(names)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })

async function endOfBlock() {
  for (const made of apps) {
    made.use((error, _req, res, _next) => {
      shownErrors.push(error)
      res.status(500).end()
    })
    const server = made.listen(0)
    await once(server, 'listening')
    for (const { method, path } of routesOf(made)) await request(`http://127.0.0.1:${server.address().port}${path}`, method)
  }
  const [error] = shownErrors
  if (error) throw error
  // A store that has connected would keep the process alive.
  process.exit(0)
}

function routesOf(made) {
  return (made.router?.stack ?? []).flatMap(({ route }) =>
    route && typeof route.path === 'string'
      ? Object.keys(route.methods).map((method) => ({ method: method === '_all' ? 'GET' : method.toUpperCase(), path: route.path.replaceAll(/[:*]\w+/g, '1') }))
      : [],
  )
}

async function request(url, method) {
  const form = { body: new URLSearchParams({ name: 'Ana', item: 'cookies', book: 'cookies' }) }
  const response = await fetch(url, { method, redirect: 'manual', ...(['GET', 'HEAD'].includes(method) ? {} : form) })
  await response.arrayBuffer()
}
