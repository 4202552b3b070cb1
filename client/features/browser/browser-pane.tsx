import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { useBrowserName, useOwnBrowserId, useSelectedBrowserId } from '../../state/browser-names.js'
import { selectBrowser } from '../../state/selection.js'
import { useDashboard, useIsThen, useSnapshot } from '../../state/use-dashboard.js'
import { CrossSitePart } from '../../ui/cross-site-part.js'
import { fetchPart, LazyPart } from '../../ui/lazy-part.js'
import { Pane } from '../../ui/pane.js'
import { BrowserTabs } from './browser-tabs.js'
import { CookieView } from './cookie-view.js'
import { RealBrowser } from './real-browser.js'
import { ShopFrame } from './shop-frame.js'
import { TryLineButton } from './try-line-button.js'
import { useShopFrame } from './use-shop-frame.js'

const loadPageThen = async () => ({ default: (await import('./page-then.js')).PageThen })

// Until somebody looks over Alice's shoulder, nobody needs it; and then it must be there at once, since the cookie stands below it.
const loadVirtualBrowser = async () => {
  const [{ VirtualBrowser }] = await Promise.all([import('./virtual-browser.js'), loadLaterTexts('sites')])
  return { default: VirtualBrowser }
}

/** In the browser, a cookie: the tabs of the browsers, the page each one sees, and the cookie it keeps. */
export function BrowserPane() {
  const { t } = useTranslation('shell')
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const own = useOwnBrowserId()
  const selectedId = useSelectedBrowserId()
  const shop = useShopFrame()
  const isThen = useIsThen()
  const isRecorded = useDashboard(({ source }) => source === 'recording')
  const nameOf = useBrowserName()
  const selected = browsers.find((browser) => browser.id === selectedId)
  const hasVirtual = browsers.some(({ real }) => real === null)
  useEffect(() => {
    // Where it cannot be had, that is told when it is shown.
    if (hasVirtual) fetchPart(loadVirtualBrowser).catch(() => {})
  }, [hasVirtual])
  if (!selected) return null
  return (
    <Pane name="browser" where={t('panes.browser.where')} what={t('panes.browser.what')}>
      <BrowserTabs browsers={browsers} selected={selected.id} onSelect={selectBrowser} />
      <div role="tabpanel" id="browser-panel" aria-labelledby={`tab-${selected.id}`}>
        {/* The frame stays mounted, so that the shop is where you left it when you come back to your tab. Nothing of a recording may load a page: its address may be anybody's by now. */}
        {isRecorded ? null : <ShopFrame controls={shop} hidden={selected.id !== own || isThen} />}
        {selected.real !== null && (isThen || isRecorded) ? <LazyPart load={loadPageThen} meanwhile={null} props={{ page: selected.page }} /> : null}
        {selected.real === null ? <LazyPart key={selected.id} load={loadVirtualBrowser} meanwhile={null} props={{ browser: selected }} /> : null}
        {selected.real !== null && selected.id !== own ? <RealBrowser name={nameOf(selected)} facts={selected.real} /> : null}
        <CookieView browser={selected} isOwn={selected.id === own} {...(selected.id === own ? { onForget: shop.forgetCookies } : {})} />
        {selected.crossSite === null || selected.real === null ? null : <CrossSitePart request={selected.crossSite} isShort={false} />}
        <TryLineButton browser={selected.id} onVisit={shop.isBlocked ? null : shop.visitTwice} />
      </div>
    </Pane>
  )
}
