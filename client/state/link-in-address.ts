/** A link with what somebody did (server/protocol/trace-link.ts) that the page was opened with. It is shown and nothing else: what it holds is done by a click only. */
import { openKeeping } from './keeping.js'

/** As `LINK_MARK`, whose module is fetched later. */
const MARK = '#try=' satisfies typeof import('../../server/protocol/trace-link.js').LINK_MARK

/** Shows the link behind the `#` of the address, now and whenever another one is put there. @returns has it no longer do so */
export function watchLinkInAddress(): () => void {
  const look = () => {
    if (location.hash.startsWith(MARK)) openKeeping({ view: 'open-link', link: location.hash })
  }
  look()
  addEventListener('hashchange', look)
  return () => removeEventListener('hashchange', look)
}

/** Takes it out of the address, once somebody has looked at it: loading the page again is not to show it again. */
export function dropLinkFromAddress(): void {
  if (location.hash.startsWith(MARK)) history.replaceState(null, '', location.pathname + location.search)
}
