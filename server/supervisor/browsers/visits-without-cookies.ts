/** Health checks and crawlers: many visits, and a cookie in none of them. */
import { Agent, request } from 'undici'
import { VISITS } from '../../config.js'
import type { ShopAddress } from './virtual-browser.js'

export interface VisitsWithoutCookies {
  readonly answered: number
  /** Answers that brought a cookie, which nobody keeps. */
  readonly cookies: number
}

/**
 * Asks for the same path again and again, a few at a time, until VISITS.withinMs have passed. Redirects are not followed.
 *
 * @returns how many were answered, and with how many cookies
 */
export async function visitWithoutCookies(shop: ShopAddress, path: string, visits: number): Promise<VisitsWithoutCookies> {
  const { authority = null } = shop
  const dispatcher = new Agent({ connections: VISITS.atOnce, ...(authority !== null && { connect: { ca: authority, servername: 'localhost' } }) })
  const signal = AbortSignal.timeout(VISITS.withinMs)
  // By their names one tells them apart in the timeline.
  const headers = { host: new URL(shop.origin).host, 'user-agent': path === '/health' ? 'Health/1.0' : 'Crawler/1.0' }
  let left = visits
  let answered = 0
  let cookies = 0
  const visitor = async () => {
    while (left > 0) {
      left -= 1
      const answer = await request(shop.connectTo + path, { dispatcher, headers, signal })
      answered += 1
      if (answer.headers['set-cookie'] !== undefined) cookies += 1
      await answer.body.dump({ signal, limit: VISITS.maxBytes })
    }
  }
  try {
    // What was not answered is not counted; why, the rows say.
    await Promise.allSettled(Array.from({ length: VISITS.atOnce }, visitor))
  } finally {
    await dispatcher.destroy()
  }
  return { answered, cookies }
}
