import { expect, it } from 'vitest'
import { SHOPS } from '../../../../server/lesson-server/shop/variants.js'
import type { SaveDecision } from '../../../../server/protocol/decisions.js'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import { fixtureSnapshot } from '../../../test/fixture-snapshot.js'
import { type CodeLine, handlersOf, lineOfOption, linesOfRequest } from './shop-lines.js'

const row = fixtureSnapshot.timeline.at(-1)
/** A request that changed these keys of its session. */
const at = (
  shop: string | undefined,
  method: string,
  path: string,
  keys: readonly string[] = [],
  reason: SaveDecision['reason'] = 'changed',
): RequestRecord => {
  if (row?.kind !== 'request') throw new Error('the newest row is no request')
  const { shop: _, ...request } = row.request
  const changes = { set: [], changed: keys, removed: [] }
  const decisions = request.decisions.map((each) => (each.kind === 'save' ? ({ ...each, reason, keys: changes } as SaveDecision) : each))
  return { ...request, ...(shop !== undefined && { shop }), method, path, decisions }
}
const told = (lines: readonly CodeLine[]) => lines.map(({ file, text }) => `${file.replace('server/lesson-server/shop/', '')}: ${text}`)

it.each([
  ['standard', 'POST', '/cart', ['changed'], ['cart', 'flash'], ['app.ts: req.session.cart = cart', 'app.ts: req.session.flash = words.added(lines)']],
  ['standard', 'GET', '/?lang=en', ['changed'], ['flash'], ['app.ts: if (flash) delete req.session.flash // a flash message is shown once']],
  ['standard', 'POST', '/login', ['regenerated'], [], ['app.ts: req.session.regenerate((error) => {']],
  ['standard', 'POST', '/logout', ['destroyed'], [], ['app.ts: req.session.destroy((error) => {']],
  [
    'login-keeps-id',
    'POST',
    '/login',
    ['changed'],
    ['name'],
    // Its route may pass on to the textbook's.
    ['variants/login-keeps-id.ts: req.session.name = name', 'app.ts: req.session.name = name'],
  ],
  ['session-replaced', 'POST', '/cart', ['changed'], ['cart'], ['app.ts: req.session.cart = cart']],
  ['standard', 'POST', '/cart', ['changed'], ['something-else'], ["app.ts: app.post('/cart', (req, res) => {"]],
  ['standard', 'GET', '/nowhere', ['changed'], ['cart'], []],
  ['standard', 'GET', '/', ['nothing'], [], []],
  ['another', 'POST', '/cart', ['changed'], ['cart'], ['app.ts: req.session.cart = cart']],
  [undefined, 'POST', '/cart', ['changed'], ['cart'], []],
] as const)('%s, %s %s: %j %j', async (shop, method, path, deeds, keys, lines) => {
  expect(told(await linesOfRequest(at(shop, method, path, keys), deeds))).toEqual(lines)
})

it('the line that asked for a save', async () => {
  const lines = await linesOfRequest(at('standard', 'POST', '/login', [], 'asked'), ['regenerated'])
  expect(lines.map(({ text }) => text)).toEqual([expect.stringContaining('req.session.regenerate('), expect.stringContaining('req.session.save(')])
})

it('the line that threw is the one that was recorded', async () => {
  const place = { file: 'server/lesson-server/shop/app.ts', line: 1 }
  const [line] = await linesOfRequest({ ...at('standard', 'POST', '/cart', ['cart']), mistake: { message: 'Error', place } }, ['threw', 'changed'])
  expect(line).toEqual({ ...place, text: expect.stringContaining('/** The little bookshop') })
})

it('the line that gives session({…}) its options, and its store', async () => {
  expect((await lineOfOption('resave')).map(({ text }) => text)).toEqual([expect.stringMatching(/^\.\.\.options, .*resave/)])
  expect((await lineOfOption('touch')).map(({ text }) => text)).toEqual([expect.stringMatching(/^store, /)])
})

it('every shop has its source here, by its name', async () => {
  for (const { name } of SHOPS) expect(await linesOfRequest(at(name, 'POST', '/cart', ['cart']), ['changed']), name).not.toEqual([])
})

const SOURCE = `
  app.use(logger)
  app.use('/cart', (req, res, next) => {
    next()
  })
  app.get('/cart', (req, res) => res.end()) // one line
  app.post('/cart', (req, res) => {
    if (x) {
    }
      res.end({
    })
  })
  app.all('/me', (req, res, next) => {
    next()
  })
  app.get('/me', (req, res) => {
    res.end()
  })
  app.get('/never', (req, res) => {
    still open
`

it.each([
  ['GET', '/cart', ['2-2', '3-5', '6-6 route']],
  ['HEAD', '/cart', ['2-2', '3-5', '6-6 route']],
  ['POST', '/cart', ['2-2', '3-5', '7-12 route']],
  ['PUT', '/cart', ['2-2', '3-5']],
  ['GET', '/cart/7', ['2-2', '3-5']],
  ['GET', '/carts', ['2-2']],
  // The first passes on, and the second answers.
  ['GET', '/me', ['2-2', '13-15 route', '16-18 route']],
  ['POST', '/me', ['2-2', '13-15 route']],
  ['GET', '/never', ['2-2', '19-19 route']],
])('what runs for %s %s, in its order, each up to where it is closed', (method, path, expected) => {
  const handlers = handlersOf([{ file: 'x.ts', source: SOURCE }], method, path)
  expect(handlers.map(({ isRoute, lines }) => `${lines[0]?.line}-${lines.at(-1)?.line}${isRoute ? ' route' : ''}`)).toEqual(expected)
})

it('of a query, and of a shop that is not known, nothing is looked for', async () => {
  const kept = await linesOfRequest(at('standard', 'POST', '/cart?cart=1', ['cart']), ['changed'])
  expect(told(kept)).toEqual(['app.ts: req.session.cart = cart'])
  const place = { file: 'server/lesson-server/shop/nowhere.ts', line: 9 }
  expect(await linesOfRequest({ ...at('standard', 'POST', '/cart'), mistake: { message: 'Error', place } }, ['threw'])).toEqual([{ ...place, text: '' }])
})
