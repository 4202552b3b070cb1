import { CATALOGUE } from '../protocol/catalogue.js'
import type { CrowdOrder } from '../protocol/crowd.js'
import { Jar } from './jar.js'
import type { ShopAnswer, ShopRequest } from './line.js'
import { RequestFailure, refusalOf } from './request-failure.js'

/** What the users of one crowd have in common. */
export interface Errand {
  /** One visit without a cookie, and never back. */
  readonly visitsOnly: boolean
  /** What the session cookie is called when the crowd sets off: a login that does not set it did not work. */
  readonly cookieNames: readonly string[]
  /** One form for each book that a cart may begin with; empty when nobody fills a cart. */
  readonly carts: readonly string[]
}

/**
 * @param cartItems books in each cart, taken from the shelf in order, each user beginning with another one
 */
export function planErrand(cartItems: number, cookieNames: readonly string[], behaviour: CrowdOrder['behaviour'] = 'shop'): Errand {
  const visitsOnly = behaviour === 'visit'
  if (cartItems === 0 || visitsOnly) return { visitsOnly, cookieNames, carts: [] }
  const carts = CATALOGUE.map((_, first) => {
    const items = Array.from({ length: cartItems }, (_, n) => CATALOGUE[(first + n) % CATALOGUE.length]?.id ?? '')
    return new URLSearchParams(items.map((id): [string, string] => ['item', id])).toString()
  })
  return { visitsOnly, cookieNames, carts }
}

/**
 * One simulated user, from the first visit to the filled cart (or, without one, a second look at the shop).
 * Strictly one request after the other, with a cookie jar of its own; redirects are not followed. What it held is free once it is done.
 *
 * @param number counts from 1; the user's name and the first book in the cart follow from it
 * @param send answers with the shop's answer
 * @throws RequestFailure the first that was not served; the user goes home then
 */
export async function simulateUser(number: number, errand: Errand, send: (request: ShopRequest) => Promise<ShopAnswer>): Promise<void> {
  const jar = new Jar()

  async function ask(method: ShopRequest['method'], path: string, form: string | null = null, wantsBody = false): Promise<ShopAnswer> {
    const answer = await send({ method, path, cookie: jar.header, form, ...(wantsBody && { wantsBody }) })
    jar.store(answer.setCookie)
    if (answer.status >= 400) throw refusalOf({ method, path }, answer.status, answer.body)
    return answer
  }

  await ask('GET', '/')
  if (errand.visitsOnly) return
  const name = `user-${number}`
  const { status } = await ask('POST', '/login', `name=${name}`)
  const cookie = jar.session(errand.cookieNames)
  if (cookie === null) throw new RequestFailure(`POST /login was answered ${status}, but without a session cookie`, 'no-cookie')
  const cart = errand.carts[number % errand.carts.length]
  if (cart === undefined) {
    // A stranger's page is a 200 too.
    const { body } = await ask('GET', '/', null, true)
    if (!body.includes(name)) throw new RequestFailure('GET / was answered as to a stranger: the session of the login was gone', 'forgotten')
    return
  }
  await ask('POST', '/cart', cart)
  // Whoever is not known gets a session of another id, and the cart is in that one.
  if (sessionIdIn(jar.session(errand.cookieNames)) !== sessionIdIn(cookie)) {
    throw new RequestFailure('POST /cart was answered as to a stranger: the session of the login was gone', 'forgotten')
  }
}

/** What stands before the signature: the same for one session, whichever secret has signed it. */
function sessionIdIn(cookie: string | null): string | null {
  return cookie === null ? null : cookie.slice(0, cookie.lastIndexOf('.'))
}
