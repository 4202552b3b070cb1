import type { BrowserState } from '../../../server/protocol/browsers.js'
import type { KnownCookies } from './cookie-sent.js'

/** The session cookies that browsers have now, signatures included. Only for somebody who has asked for them. */
export function liveCookies(browsers: readonly BrowserState[]): KnownCookies {
  const found = new Map<string, string>()
  for (const { jar } of browsers) {
    for (const { value, verdict } of jar) if (verdict?.kind === 'good') found.set(verdict.sessionId, value)
  }
  return found
}
