import { expect, it } from 'vitest'
import { SHOPS } from '../../../../server/lesson-server/shop/variants.js'
import { CATALOGUE } from '../../../../server/protocol/catalogue.js'
import type { RequestRecord } from '../../../../server/protocol/requests.js'
import { fixtureSnapshot } from '../../../test/fixture-snapshot.js'
import { linesOfDeeds, linesOfSave } from './shop-lines.js'

const row = fixtureSnapshot.timeline.at(-1)
const at = (shop: string | undefined, method: string, path: string): RequestRecord => {
  if (row?.kind !== 'request') throw new Error('the newest row is no request')
  const { shop: _, ...request } = row.request
  return { ...request, ...(shop !== undefined && { shop }), method, path }
}
const told = (lines: Awaited<ReturnType<typeof linesOfDeeds>>) => lines.map(({ file, text }) => `${file.replace('server/lesson-server/shop/', '')}: ${text}`)

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
  expect(told(await linesOfDeeds(at(shop, method, path), deeds, keys))).toEqual(lines)
})

it('the line that saves', async () => {
  const [line] = await linesOfSave(at('standard', 'POST', '/login'))
  expect(line?.text).toContain('req.session.save(')
  expect(line?.line).toBeGreaterThan(50)
})

it('the line that threw is the one that was recorded', async () => {
  const place = { file: 'server/lesson-server/shop/app.ts', line: 1 }
  const [line] = await linesOfDeeds({ ...at('standard', 'POST', '/cart'), mistake: { message: 'Error', place } }, ['threw'], [])
  expect(line).toEqual({ ...place, text: expect.stringContaining('/** The little bookshop') })
})

it('every shop has its source here, by its name', async () => {
  expect(CATALOGUE.length).toBeGreaterThan(0)
  for (const { name } of SHOPS) expect(await linesOfDeeds(at(name, 'POST', '/cart'), ['changed'], ['cart']), name).not.toEqual([])
})
