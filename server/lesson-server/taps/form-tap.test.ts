import './session-debug.js' // before express-session

import { afterAll, beforeAll, expect, it } from 'vitest'
import { LIMITS } from '../../config.js'
import { ask, startTappedShop, type TappedShop } from '../../test/lesson-server/tapped-shop.js'

let shop: TappedShop
beforeAll(async () => {
  shop = await startTappedShop()
})
afterAll(() => shop.close())

let count = 0
async function formOf(form: Record<string, string>): Promise<string | undefined> {
  const path = `/cart?${++count}`
  await ask(shop.port, path, { form })
  return (await shop.record(path)).form
}

it('notes the fields of a form as they came', async () => {
  expect(await formOf({ item: 'dune & more', more: 'é=1' })).toBe('item=dune+%26+more&more=%C3%A9%3D1')
})

it('keeps no field that sounds like a password', async () => {
  expect(await formOf({ name: 'Ana', password: 'canary', senha: 'canary', api_token: 'canary' })).toBe('name=Ana')
})

it('keeps nothing of a form that is longer than what is kept', async () => {
  expect(await formOf({ item: 'x'.repeat(LIMITS.formCharacters) })).toBeUndefined()
})

it('notes nothing where no form came', async () => {
  await ask(shop.port, '/')
  expect(await shop.record('/')).not.toHaveProperty('form')
})
