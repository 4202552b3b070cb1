import { expect, it } from 'vitest'
import { SHOPS } from '../../../../server/lesson-server/shop/variants.js'
import type { SaveDecision } from '../../../../server/protocol/decisions.js'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import { fixtureSnapshot } from '../../../test/fixture-snapshot.js'
import { type CodeLine, lineOfOption, linesOfRequest } from './shop-lines.js'

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
