/** *Try a line*: a Set-Cookie line of one's own goes along with the shop's next answer to a browser, and what the browser does with it is seen by what it sends. */
import { type IncomingMessage, validateHeaderValue } from 'node:http'
import { LIMITS } from '../../config.js'
import { readCookieLine } from '../../cookies/judge/cookie-line.js'
import { pathMatches, readPath } from '../../cookies/judge/cookie-path.js'
import { isSameCookie, judgeSetCookie } from '../../cookies/judge/judge-set-cookie.js'
import { isDue } from '../../cookies/judge/sending.js'
import type { LineTrial, SetCookieVerdict, StoredCookie } from '../../protocol/cookie-verdict.js'
import { ProblemError } from '../../protocol/problem.js'
import type { Sighting } from './sighting.js'

type Asked = Pick<Sighting, 'url' | 'asking' | 'cookieHeader'>

interface TrialUnderWay extends LineTrial {
  /** Epoch ms: a line that nobody has come for by then is given up. */
  readonly until: number
  /** The headers of the answer that brings it have gone out: from then on, requests show what became of it. */
  readonly isArrived: boolean
}

/** A line that an answer is to carry. */
export interface CarriedLine {
  /** For the answer's headers: a character a byte. */
  readonly header: string
  /** The answer's headers leave. */
  left(): void
  /** The answer's headers have gone out; told twice at times. */
  arrived(): void
}

export class LineTrials {
  readonly #trials = new Map<string, TrialUnderWay>()

  /**
   * The next page that this browser asks for brings the line.
   *
   * @throws ProblemError `bad-input` where it is no value of a header
   */
  begin(browser: string, line: string): void {
    headerOf(line)
    this.#trials.set(browser, { line, verdict: null, seen: 'waiting', until: Date.now() + LIMITS.lineTrialMs, isArrived: false })
  }

  /** The last one of this browser; null: none. */
  of(browser: string): LineTrial | null {
    const trial = this.#trials.get(browser)
    if (trial === undefined) return null
    const { line, verdict, seen } = trial
    return { line, verdict, seen: isGivenUp(trial) ? 'given-up' : seen }
  }

  /** Sends it no more, if it has not been sent. */
  giveUp(browser: string): void {
    const trial = this.#trials.get(browser)
    if (trial?.seen === 'waiting') this.#trials.set(browser, { ...trial, until: 0 })
  }

  forget(browser: string): void {
    this.#trials.delete(browser)
  }

  /** A browser asks for something: what does that show, and does the answer bring a line? @param jar what it has, as far as is known */
  asked(browser: string, { method }: IncomingMessage, { url, asking, cookieHeader }: Asked, jar: readonly StoredCookie[]): CarriedLine | null {
    const trial = this.#trials.get(browser)
    if (trial === undefined) return null
    const now = Date.now()
    if (trial.seen === 'sent' && trial.isArrived) this.#trials.set(browser, { ...trial, seen: whatIsSeen(trial, { cookieHeader, url, asking }, now) })
    if (trial.seen !== 'waiting' || isGivenUp(trial) || method !== 'GET' || asking.by === 'fetch') return null
    const { line } = trial
    const verdict = judgeSetCookie(jar, { line, url, asking, serverDate: null, now })
    // What the browser sends already shows nothing by coming again, unless the line is to remove just that.
    const wasThere = brings(cookieHeader, line) && !takesAway(verdict, jar)
    const sent: TrialUnderWay = { ...trial, verdict, seen: wasThere ? 'was-there' : 'sent' }
    const become = (from: TrialUnderWay, to: TrialUnderWay) => this.#trials.get(browser) === from && this.#trials.set(browser, to)
    return { header: headerOf(line), left: () => become(trial, sent), arrived: () => become(sent, { ...sent, isArrived: true }) }
  }
}

function isGivenUp({ seen, until }: TrialUnderWay): boolean {
  return seen === 'waiting' && Date.now() > until
}

function whatIsSeen({ line, verdict }: TrialUnderWay, { cookieHeader, url, asking }: Asked, now: number): LineTrial['seen'] {
  if (brings(cookieHeader, line)) return 'came-back'
  const to = new URL(url)
  if (verdict === null || verdict.outcome === 'refused') {
    const path = readPath(readCookieLine(line).attributes.get('path'), to)
    return pathMatches(to.pathname, path) ? 'stayed-away' : 'not-due'
  }
  const { cookie, outcome } = verdict
  const isOver = outcome === 'kept' && cookie.expiresAt !== null && cookie.expiresAt <= now
  return !isOver && isDue(cookie, to, asking, now) ? 'stayed-away' : 'not-due'
}

function takesAway(verdict: SetCookieVerdict, jar: readonly StoredCookie[]): boolean {
  return verdict.outcome === 'removed' && jar.some((cookie) => isSameCookie(verdict.cookie, cookie))
}

/** Is the cookie of this line, with its very value, in the header? */
function brings(cookieHeader: string | undefined, line: string): boolean {
  const { name, value } = readCookieLine(line)
  const pair = name === '' ? value : `${name}=${value}`
  return pair !== '' && pairsOf(cookieHeader).includes(pair)
}

function pairsOf(cookieHeader: string | undefined): readonly string[] {
  return Buffer.from(cookieHeader ?? '', 'latin1')
    .toString()
    .split(';')
    .map((pair) => pair.trim())
}

/** The bytes of the line, a character each, as Node writes headers. */
function headerOf(line: string): string {
  const header = Buffer.from(line).toString('latin1')
  try {
    validateHeaderValue('set-cookie', header)
  } catch {
    throw new ProblemError(
      'bad-input',
      'A header cannot have line breaks or other control characters in it: they would end it and begin another. Node.js refuses to send such a line. Take them out; a tab may stay.',
      { reason: 'header-value' },
    )
  }
  return header
}
