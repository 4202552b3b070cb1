import { expect, it } from 'vitest'
import { readServedAddress } from './address.js'

const read = (text: string) => readServedAddress(text, ['postgres', 'postgresql'], 5432)

it('is shown as it is built anew, without user and password', () => {
  expect(read('postgres://ana:geheim@db.example:6000/shop?sslmode=require')).toEqual({
    ok: true,
    place: 'db.example:6000',
    shown: 'postgres://***@db.example:6000/shop',
  })
  expect(read('postgresql://127.0.0.1')).toEqual({ ok: true, place: '127.0.0.1:5432', shown: 'postgresql://127.0.0.1:5432' })
  expect(read('postgres://ana@[::1]:5/')).toMatchObject({ ok: true, place: '[::1]:5', shown: 'postgres://***@[::1]:5' })
  expect(read('postgres://ana:p%40ss%2Fw@db/shop')).toMatchObject({ ok: true, place: 'db:5432' })
})

it.each([
  ['no URL', 'db.example:5432'],
  ['another scheme', 'mysql://ana:geheim@db/shop'],
  ['no host', 'postgres:///shop'],
  ['a slash in the password', 'postgres://ana:12/geheim@db/shop'],
  ['a hash in the password', 'postgres://ana:12#geheim@db/shop'],
  ['a question mark in the password', 'postgres://ana:12?geheim@db/shop'],
  ['an odd database', 'postgres://db/shop%40home'],
  ['nothing', ''],
])('is not read with %s', (_, text) => {
  expect(read(text)).toEqual({ ok: false })
})
