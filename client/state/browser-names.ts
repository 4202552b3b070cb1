/** Which of the browsers is the one that shows this page, and what each of them is called. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { BrowserState, FormerBrowser } from '../../server/protocol/browsers.js'
import type { Snapshot } from '../../server/protocol/state.js'
import { shopAddress } from './shop-address.js'
import { useDashboard, useLive, useSnapshot } from './use-dashboard.js'

/**
 * The one in this page's frame: at the frame's host name, and with the User-Agent that this browser sends. Until it has asked for anything, `you`.
 * Over plain HTTP from another machine's name browsers do not say that a frame asks (Fetch Metadata is for trustworthy addresses); then host name and
 * User-Agent must do.
 */
export function ownBrowserId({ browsers, launch }: Pick<Snapshot, 'browsers' | 'launch'>): BrowserState['id'] {
  if (found?.browsers === browsers && found.launch === launch) return found.id
  const id = findOwn(browsers, launch)
  found = { browsers, launch, id }
  return id
}

/** What was found last: every row of the page asks at every frame, and browsers rarely change. */
let found: (Pick<Snapshot, 'browsers' | 'launch'> & { readonly id: BrowserState['id'] }) | null = null

function findOwn(browsers: Snapshot['browsers'], launch: Snapshot['launch']): BrowserState['id'] {
  const { hostname } = new URL(shopAddress(launch.shopPort).origin)
  const alike = browsers.filter(({ real }) => real?.host === hostname && real.userAgent === navigator.userAgent)
  return (alike.find(({ real }) => real?.isFramed) ?? alike[0])?.id ?? 'you'
}

export function isVirtual(id: BrowserState['id']): id is Extract<BrowserState['id'], `browser:${string}`> {
  return id.startsWith('browser:')
}

/** As of now, also in the past: it is the reader's own. */
export function useOwnBrowserId(): BrowserState['id'] {
  return useLive(ownBrowserId)
}

/** Id of the browser whose tab is in front: one that is there at the moment that is shown. */
export function useSelectedBrowserId(): BrowserState['id'] {
  const own = useOwnBrowserId()
  return useDashboard(({ selectedBrowser, snapshot, moment }) => {
    const { browsers = [] } = moment?.snapshot ?? snapshot ?? {}
    return (browsers.find(({ id }) => id === selectedBrowser) ?? browsers.find(({ id }) => id === own) ?? browsers[0])?.id ?? own
  })
}

/** Names a browser in the reader's language: a virtual one as it was called, the reader's own "You", another real one by its product. */
export function useBrowserName(): (browser: FormerBrowser) => string {
  const { t } = useTranslation('shell')
  const own = useOwnBrowserId()
  const ownHost = useLive(({ browsers }) => browsers.find(({ id }) => id === own)?.real?.host ?? null)
  return useCallback(
    ({ id, name, real }) => {
      if (id === own || (id === 'you' && (real?.host ?? null) === null)) return t('you')
      if (real === null) return name
      const product = real.product === '' ? t('someBrowser') : real.product
      const numbered = real.number === 1 ? product : `${product} ${real.number}`
      return real.host === null || real.host === ownHost ? numbered : t('browserAt', { name: numbered, host: real.host })
    },
    [t, own, ownHost],
  )
}

/** The browsers that are followed, and those that no longer are, by id. */
export function useKnownBrowser(id: string): FormerBrowser | null {
  return useLive(({ browsers, formerBrowsers }) => browsers.find((browser) => browser.id === id) ?? formerBrowsers.find((browser) => browser.id === id) ?? null)
}

/** Id of the session that the store pane shows: the one that was clicked, or else that of the selected browser. null: none. */
export function useShownSession(): string | null {
  const selected = useSelectedBrowserId()
  const chosen = useDashboard((state) => state.selectedSession)
  return useSnapshot(({ browsers }) => chosen ?? browsers.find(({ id }) => id === selected)?.sessionId ?? null)
}
