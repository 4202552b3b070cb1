import { useTranslation } from 'react-i18next'
import { Pane } from '../../ui/pane.js'

/** In the browser, a cookie: the tabs of the browsers, the page each one sees, and the cookie it keeps. */
export function BrowserPane() {
  const { t } = useTranslation('shell')
  return (
    <Pane name="browser" where={t('panes.browser.where')} what={t('panes.browser.what')}>
      {null}
    </Pane>
  )
}
