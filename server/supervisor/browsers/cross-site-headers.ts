/** How a browser asks for something on behalf of another site's page: what its cookies go by, and the headers that say so. */
import type { ThirdPartyCookies } from '../../protocol/browsers.js'
import type { CookieAsking } from '../../protocol/cookie-verdict.js'
import type { CrossSiteAct } from '../../protocol/cross-site.js'
import { INTERNAL_HEADERS } from '../../protocol/ipc.js'

type Act = Exclude<CrossSiteAct, 'other' | 'preflight'>

/** @param page origin of the page in the tab */
export function askingFrom(page: string, act: Act, method: CookieAsking['method'], thirdParty: ThirdPartyCookies): CookieAsking {
  const by = act === 'frame' ? 'frame' : act === 'link' || act === 'form' ? 'navigation' : 'fetch'
  return { channel: 'http', by, method, page: `${page}/`, credentials: act !== 'fetch', blocksThirdParty: thirdParty === 'blocked' }
}

/** Fetch Metadata, Origin and Referer, as Chromium sends them. */
export function crossSiteHeaders(act: Act, { method, page, blocksThirdParty }: CookieAsking): Readonly<Record<string, string>> {
  const { origin } = new URL(page ?? '')
  const isFetch = act === 'fetch' || act === 'fetch-with-credentials'
  return {
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': isFetch ? 'cors' : 'navigate',
    'sec-fetch-dest': isFetch ? 'empty' : act === 'frame' ? 'iframe' : 'document',
    // "strict-origin-when-cross-origin", the default of Referrer Policy.
    referer: `${origin}/`,
    ...(isFetch || method === 'POST' ? { origin } : {}),
    // What no header of the web says, and the gateway is to tell.
    [INTERNAL_HEADERS.asks]: `${act}${blocksThirdParty === true ? ' blocks-third-party' : ''}`,
  }
}
