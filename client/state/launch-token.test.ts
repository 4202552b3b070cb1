import { afterEach, describe, expect, test } from 'vitest'
import { keepToken, keptToken, takeTokenFromAddress, tokenIn } from './launch-token.js'

const TOKEN = '0123456789abcdef0123456789abcdef'

afterEach(() => {
  history.replaceState(null, '', '/')
  keepToken(null)
})

describe('tokenIn', () => {
  test.each([TOKEN, ` ${TOKEN}\n`, TOKEN.toUpperCase(), `http://10.0.0.7:4000/#token=${TOKEN}`, `Token      ${TOKEN}  (for scripts; also in /data/token)`])(
    'finds it in %j',
    (text) => {
      expect(tokenIn(text)).toBe(TOKEN)
    },
  )

  test.each(['', 'token', TOKEN.slice(1), `${TOKEN}0`, `0${TOKEN}`])('finds none in %j', (text) => {
    expect(tokenIn(text)).toBeNull()
  })
})

test('the token is taken out of the address; the rest stays', () => {
  history.replaceState(null, '', `/?lang=pt-BR#token=${TOKEN}`)
  expect(takeTokenFromAddress()).toBe(TOKEN)
  expect(location.pathname + location.search + location.hash).toBe('/?lang=pt-BR')
  expect(takeTokenFromAddress()).toBeNull()
})

test('a place on the page is no token', () => {
  history.replaceState(null, '', '/#/lessons/02-the-claim-ticket')
  expect(takeTokenFromAddress()).toBeNull()
  expect(location.hash).toBe('#/lessons/02-the-claim-ticket')
})

test('is kept for this tab, and forgotten', () => {
  keepToken(TOKEN)
  expect(keptToken()).toBe(TOKEN)
  keepToken(null)
  expect(keptToken()).toBeNull()
})
