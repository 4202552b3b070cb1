/** People who notice when the shop loses something: each strictly one request after the other, each knowing what it was promised. */
import { Client } from 'undici'
import { CATALOGUE } from '../protocol/catalogue.js'
import { INTERNAL_HEADERS } from '../protocol/ipc.js'
import type { LoadTarget } from './load.js'

const ITEMS_PER_VISIT = 8
/** Sessions that a shopper logged out of and asks for again at the end. */
const OLD_COOKIES_KEPT = 50

export interface Losses {
  requests: number
  /** Requests that were not served. */
  failed: number
  /** How many of these by what came of them: a status, or the code of the error. */
  readonly reasons: Record<string, number>
  /** Writes that the shop had confirmed and then did not have. */
  lost: number
  /** Sessions that were logged out of and were there again. */
  revived: number
  /** The longest that a request took. */
  longestMs: number
}

interface Me {
  readonly isLoggedIn: boolean
  readonly cart: readonly unknown[]
}

/**
 * Lets a number of people shop until the work is done, then asks once more for every session that was logged out of.
 *
 * @param work what happens to the shop meanwhile
 * @param onCookie is told of each cookie that somebody is given: `name=value`
 */
export async function shopDuring(
  target: LoadTarget,
  shoppers: number,
  work: () => Promise<void>,
  onCookie: (cookie: string) => void = () => {},
): Promise<Losses> {
  const losses: Losses = { requests: 0, failed: 0, reasons: {}, lost: 0, revived: 0, longestMs: 0 }
  let isOpen = true
  const everybody = Array.from({ length: shoppers }, (_, n) => shop(target, `shopper-${n}`, losses, () => isOpen, onCookie))
  try {
    await work()
  } finally {
    isOpen = false
    await Promise.all(everybody)
  }
  return losses
}

async function shop(target: LoadTarget, name: string, losses: Losses, isOpen: () => boolean, onCookie: (cookie: string) => void): Promise<void> {
  const client = new Client(`http://127.0.0.1:${target.port}`)
  const headers = { [INTERNAL_HEADERS.key]: target.internalKey, [INTERNAL_HEADERS.actor]: 'crowd', 'content-type': 'application/x-www-form-urlencoded' }
  const oldCookies: string[] = []
  let cookie: string | null = null

  /** Answers with the body, or null when it was not served. */
  async function ask(method: 'GET' | 'POST', path: string, form = ''): Promise<string | null> {
    losses.requests += 1
    const sentAt = performance.now()
    let reason: string
    try {
      const answer = await client.request({ method, path, headers: cookie === null ? headers : { ...headers, cookie }, body: method === 'POST' ? form : null })
      const body = await answer.body.text()
      losses.longestMs = Math.max(losses.longestMs, performance.now() - sentAt)
      const line = [answer.headers['set-cookie']].flat()[0]
      if (line !== undefined) {
        cookie = line.split(';', 1)[0] ?? null
        if (cookie !== null) onCookie(cookie)
      }
      if (answer.statusCode < 400) return body
      reason = String(answer.statusCode)
    } catch (error) {
      reason = (error as NodeJS.ErrnoException).code ?? String(error)
    }
    losses.failed += 1
    losses.reasons[reason] = (losses.reasons[reason] ?? 0) + 1
    return null
  }

  async function me(): Promise<Me | null> {
    const body = await ask('GET', '/me')
    return body === null ? null : (JSON.parse(body) as Me)
  }

  async function visit(): Promise<void> {
    cookie = null
    if ((await ask('POST', '/login', `name=${name}`)) === null) return
    let promised = 1
    for (let n = 0; n < ITEMS_PER_VISIT && isOpen(); n += 1) {
      if ((await ask('POST', '/cart', `item=${CATALOGUE[n % CATALOGUE.length]?.id}`)) !== null) promised += 1
    }
    const found = await me()
    if (found !== null) losses.lost += Math.max(0, promised - Number(found.isLoggedIn) - found.cart.length)
    const kept = cookie // the shop has it removed; whoever keeps it must not be known by it
    if ((await ask('POST', '/logout')) === null || kept === null) return
    cookie = kept
    if ((await me())?.isLoggedIn === true) losses.revived += 1
    else oldCookies.push(kept)
    if (oldCookies.length > OLD_COOKIES_KEPT) oldCookies.shift()
  }

  while (isOpen()) await visit()
  for (const old of oldCookies) {
    cookie = old
    if ((await me())?.isLoggedIn === true) losses.revived += 1
  }
  await client.close()
}
