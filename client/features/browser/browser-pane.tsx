import { useTranslation } from 'react-i18next'
import { selectBrowser } from '../../state/selection.js'
import { useDashboard, useSnapshot } from '../../state/use-dashboard.js'
import { Pane } from '../../ui/pane.js'
import { BrowserTabs } from './browser-tabs.js'
import { CookieView } from './cookie-view.js'
import { ShopFrame } from './shop-frame.js'
import { useShopFrame } from './use-shop-frame.js'
import { VirtualBrowser } from './virtual-browser.js'

/** In the browser, a cookie: the tabs of the browsers, the page each one sees, and the cookie it keeps. */
export function BrowserPane() {
  const { t } = useTranslation('shell')
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const selectedId = useDashboard((state) => state.selectedBrowser)
  const shop = useShopFrame()
  const selected = browsers.find((browser) => browser.id === selectedId) ?? browsers[0]
  if (!selected) return null
  return (
    <Pane name="browser" where={t('panes.browser.where')} what={t('panes.browser.what')}>
      <BrowserTabs browsers={browsers} selected={selected.id} onSelect={selectBrowser} />
      <div role="tabpanel" id="browser-panel" aria-labelledby={`tab-${selected.id}`}>
        {/* The frame stays mounted, so that the shop is where you left it when you come back to your tab. */}
        <ShopFrame controls={shop} hidden={selected.id !== 'you'} />
        {selected.id === 'you' ? null : <VirtualBrowser key={selected.id} browser={selected} />}
        <CookieView browser={selected} {...(selected.id === 'you' ? { onForget: shop.forgetCookies } : {})} />
      </div>
    </Pane>
  )
}
