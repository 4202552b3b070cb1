/** A browser of one side: a jar of its own, and one request at a time as it is asked for. Where that leads to is an act of its own. */
import { type Agent, request } from 'undici'
import { SIDE_BY_SIDE } from '../../config.js'
import { cookiesOf } from '../../cookies/answer-cookies.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'
import type { Language } from '../../protocol/language.js'
import type { SideAnswer, TimeLeft } from '../../protocol/side-by-side.js'
import type { TraceAct } from '../../protocol/trace.js'
import { isEventStream } from '../../request-end.js'
import { within } from '../../within.js'
import { BrowserCookieJar } from '../browsers/cookie-jar.js'
import { readPage } from '../browsers/virtual-browser.js'

/** Where its side's server is, and what the shop is to believe of how it came. */
export interface SideAddress {
  readonly port: number
  /** As a person would type it: cookies belong to it. */
  readonly origin: string
  readonly internalKey: string
  readonly language: Language
  readonly agent: Agent
}

/** What it sees of an answer. */
export type Seen = Pick<SideAnswer, 'status' | 'location' | 'greeting' | 'cookie'>

export class SideBrowser {
  readonly #jar = new BrowserCookieJar()
  readonly #address: SideAddress
  readonly #cookieName: string

  /** @param cookieName of the session */
  constructor(address: SideAddress, cookieName: string) {
    this.#address = address
    this.#cookieName = cookieName
  }

  /** What is left of the session's cookie. */
  cookieLeft(now: number): TimeLeft {
    const cookie = this.#jar.stored(now).find(({ name }) => name === this.#cookieName)
    return cookie === undefined ? 'none' : cookie.expiresAt && cookie.expiresAt - now
  }

  /** @param id the request is to have @throws an error where no answer came */
  async send(act: TraceAct, id: string): Promise<Seen> {
    const { port, origin, internalKey, language, agent } = this.#address
    if (act.forgets) this.#jar.clear()
    const url = origin + act.path
    const { host } = new URL(origin)
    const cookie = this.#jar.header(url)
    const answer = await request(`http://127.0.0.1:${port}${act.path}`, {
      dispatcher: agent,
      method: act.method,
      headers: {
        host,
        accept: 'text/html',
        'accept-language': language,
        'user-agent': 'Mozilla/5.0 (Sessionscope) SideBrowser',
        ...(act.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        // A header's text is a byte a letter.
        ...(cookie === null ? {} : { cookie: Buffer.from(cookie).toString('latin1') }),
        // As the gateway says it of whoever comes over plain HTTP.
        'x-forwarded-proto': 'http',
        'x-forwarded-host': host,
        'x-forwarded-for': '127.0.0.1',
        [INTERNAL_HEADERS.key]: internalKey,
        [INTERNAL_HEADERS.actor]: 'browser:side',
        [INTERNAL_HEADERS.request]: id,
      },
      body: act.form ?? null,
    })
    const { statusCode: status, headers, body } = answer
    const fate = this.#receive(headers, url)
    const type = String(headers['content-type'] ?? '')
    const seen = { status, cookie: fate }
    if (isEventStream(type)) {
      body.on('error', () => undefined).destroy()
      return { ...seen, greeting: '' }
    }
    if (status >= 300 && status < 400) {
      await within(body.dump({ limit: SIDE_BY_SIDE.pageBytes }), SIDE_BY_SIDE.followAfterMs).catch(() => undefined)
      return { ...seen, ...(typeof headers.location === 'string' && { location: headers.location }), greeting: '' }
    }
    const text = (await body.text()).slice(0, SIDE_BY_SIDE.pageBytes)
    return { ...seen, greeting: readPage(act.path, status, text, type).greeting }
  }

  #receive(headers: Parameters<typeof cookiesOf>[0], url: string): Seen['cookie'] {
    const cookies = cookiesOf(headers)
    const verdicts = this.#jar.receive({ ...cookies, url, at: Date.now() })
    const own = cookies.setCookie.findLastIndex((line) => line.startsWith(`${this.#cookieName}=`))
    return verdicts[own]?.outcome ?? null
  }
}
