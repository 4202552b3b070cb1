import { expect, test } from 'vitest'
import { LIMITS } from '../config.js'
import { CATALOGUE } from '../protocol/catalogue.js'
import type { ShopAnswer, ShopRequest } from './line.js'
import { planErrand, simulateUser } from './user.js'

const answer = (status: number, setCookie?: string, body = ''): ShopAnswer => ({ status, setCookie, body })

/** A shop that answers from a list, and notes what it was asked. */
function shop(answers: readonly ShopAnswer[]) {
  const asked: ShopRequest[] = []
  const send = async (request: ShopRequest) => {
    asked.push(request)
    return answers[asked.length - 1] ?? answer(200)
  }
  return { asked, send }
}

test('visits, logs in, and looks again with the cookie', async () => {
  const { asked, send } = shop([answer(200), answer(302, 'connect.sid=s%3Aabc.sig; Path=/; HttpOnly'), answer(200, undefined, 'Hello, user-7')])
  await simulateUser(7, planErrand(0, ['connect.sid']), send)
  expect(asked).toEqual([
    { method: 'GET', path: '/', cookie: null, form: null },
    { method: 'POST', path: '/login', cookie: null, form: 'name=user-7' },
    { method: 'GET', path: '/', cookie: 'connect.sid=s%3Aabc.sig', form: null, wantsBody: true },
  ])
})

test('keeps a cookie from the first visit, and takes a new one at the login', async () => {
  const { asked, send } = shop([answer(200, 'sid=first'), answer(302, 'sid=second'), answer(200, undefined, 'Hello, user-1')])
  await simulateUser(1, planErrand(0, ['sid']), send)
  expect(asked.map(({ cookie }) => cookie)).toEqual([null, 'sid=first', 'sid=second'])
})

test('fills the cart in one request, with books of the catalogue', async () => {
  const { asked, send } = shop([answer(200), answer(302, 'sid=1'), answer(302)])
  await simulateUser(3, planErrand(10, ['sid']), send)
  expect(asked.at(-1)).toMatchObject({ method: 'POST', path: '/cart', cookie: 'sid=1' })
  const items = new URLSearchParams(asked.at(-1)?.form ?? '').getAll('item')
  expect(items).toHaveLength(10)
  const ids = CATALOGUE.map(({ id }) => id)
  expect(items.every((item) => ids.includes(item))).toBe(true)
  expect(items[0]).toBe(ids[3])
  expect(new Set(items).size).toBe(CATALOGUE.length)
})

test('the largest cart fits into one form', () => {
  for (const form of planErrand(LIMITS.crowdCartItems, ['sid']).carts) {
    expect(new URLSearchParams(form).getAll('item')).toHaveLength(LIMITS.crowdCartItems)
    expect(form.length).toBeLessThan(32 * 1024)
  }
})

test('goes home at the first refusal, and says which', async () => {
  const { asked, send } = shop([answer(200), answer(503, undefined, '<h1>The store is away</h1>')])
  await expect(simulateUser(1, planErrand(0, ['sid']), send)).rejects.toThrow('POST /login was answered 503: The store is away')
  expect(asked).toHaveLength(2)
})

test('a user whom the shop does not know again did not get what it came for, whatever the status', async () => {
  const visit = shop([answer(200), answer(302, 'sid=s%3Aa.sig'), answer(200, undefined, 'Hello, stranger')])
  await expect(simulateUser(1, planErrand(0, ['sid']), visit.send)).rejects.toMatchObject({ kind: 'forgotten', message: expect.stringContaining('GET /') })
  const cart = shop([answer(200), answer(302, 'sid=s%3Aa.sig'), answer(302, 'sid=s%3Ab.sig')])
  await expect(simulateUser(1, planErrand(1, ['sid']), cart.send)).rejects.toMatchObject({ kind: 'forgotten', message: expect.stringContaining('POST /cart') })
})

test('the same session under another signature, or sent once more, is no loss', async () => {
  const { send } = shop([answer(200), answer(302, 'sid=s%3Aa.sig'), answer(302, 'sid=s%3Aa.other')])
  await expect(simulateUser(1, planErrand(1, ['sid']), send)).resolves.toBeUndefined()
})

test('a login without a session cookie did not work', async () => {
  const { send } = shop([answer(200), answer(302, 'other=1')])
  await expect(simulateUser(1, planErrand(0, ['sid']), send)).rejects.toThrow('POST /login was answered 302, but without a session cookie')
})

test('a session cookie that has been given another name since is one too, by its signature', async () => {
  const { send } = shop([answer(200), answer(302, 'renamed=s%3Aabc.sig'), answer(302, 'renamed=s%3Aabc.newer')])
  await expect(simulateUser(1, planErrand(1, ['sid']), send)).resolves.toBeUndefined()
  // Whoever had logged in before is a stranger, and gets another session under the new name.
  const stranger = shop([answer(200), answer(302, 'sid=s%3Aabc.sig'), answer(302, 'renamed=s%3Adef.sig')])
  await expect(simulateUser(1, planErrand(1, ['sid']), stranger.send)).rejects.toMatchObject({ kind: 'forgotten' })
})
