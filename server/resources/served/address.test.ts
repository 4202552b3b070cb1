import { inspect } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { ADDRESSES } from '../../test/support/addresses.js'
import { readServedAddress } from './address.js'
import { SERVED_FACTS } from './facts.js'

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

// What is kept is kept out of what the process prints as well.
const { stdout, stderr } = process
const writes = [stdout.write, stderr.write] as const
afterEach(() => {
  ;[stdout.write, stderr.write] = writes
})

const SCHEMES = ['redis', 'postgres', 'mysql', 'memcached']

it.each(SCHEMES)('of %s is never shown with what is secret in it, however it is spelt', async (scheme) => {
  for (const { name, uri, secrets } of ADDRESSES) {
    const given = uri.replace(/^mongodb(\+srv)?:/, `${scheme}:`)
    if (given === uri) continue
    // Each as in a launch of its own: what was kept before would help.
    vi.resetModules()
    const [{ readServedAddress, keepServedSecrets }, { redact }] = await Promise.all([import('./address.js'), import('../../redact.js')])
    const read = readServedAddress(given, [scheme], 1)
    for (const secret of secrets) if (read.ok) expect(read.shown, name).not.toContain(secret)
    keepServedSecrets(given)
    // As a driver might repeat it.
    const texts = [`Nobody is at ${given}`, encodeURIComponent(given), JSON.stringify({ given }), inspect({ given }), given.toLowerCase()]
    for (const text of texts.map(redact)) for (const secret of secrets) expect(text, name).not.toContain(secret)
  }
})

it('that is found in several variables is told apart by its scheme', () => {
  const also = Object.values(SERVED_FACTS).flatMap(({ alsoIn = [] }) => alsoIn)
  const own = Object.values(SERVED_FACTS).map(({ variable }) => variable)
  for (const { variable, schemes } of also) expect(schemes !== undefined || !own.includes(variable), variable).toBe(true)
})
