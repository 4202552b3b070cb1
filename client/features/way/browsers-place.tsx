import { useTranslation } from 'react-i18next'
import type { BrowserState } from '../../../server/protocol/browsers.js'
import { useBrowserName } from '../../state/browser-names.js'
import { selectBrowser } from '../../state/selection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Dot } from '../../ui/dot.js'
import { formatNumber } from '../../ui/format.js'
import { OtherSitePlace } from './other-site-place.js'
import styles from './way.module.css'

/** Who sends requests: each browser with its jar, and the crowd. A click shows the browser's tab in its pane. */
export function BrowsersPlace() {
  const { t, i18n } = useTranslation('way')
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const crowd = useSnapshot((snapshot) => snapshot.crowd.running)
  const nameOf = useBrowserName()
  const jarOf = ({ jar }: BrowserState) => (jar.length === 0 ? t('jarEmpty') : t('jar', { count: jar.length, number: formatNumber(i18n.language, jar.length) }))
  return (
    <ul className={styles.browsers} aria-label={`${t('places.browsers.title')}. ${t('places.browsers.about')}`}>
      {browsers.map((browser) => (
        <li key={browser.id} data-node={browser.id}>
          <button type="button" data-looks="" className={styles.who} onClick={() => selectBrowser(browser.id)}>
            <Dot hue={browser.hue} /> <span>{nameOf(browser)}</span>{' '}
            {hasRefused(browser) ? <small className={styles.matter}>{t('cookieRefused')}</small> : <small>{jarOf(browser)}</small>}
          </button>
        </li>
      ))}
      <li>
        <OtherSitePlace />
      </li>
      {crowd === null ? null : (
        <li data-node="crowd">
          <span className={styles.who}>
            <Dot hue={null} /> <span>{t('crowd')}</span>{' '}
            <small className="num">{t('crowdRate', { number: formatNumber(i18n.language, Math.round(crowd.usersPerSecond ?? 0)) })}</small>
          </span>
        </li>
      )}
    </ul>
  )
}

/** The session cookie that it was sent last: refused, or about to be. */
function hasRefused({ lastSetCookie: fate }: BrowserState): boolean {
  return fate !== null && (fate.outcome === 'refused' || (fate.outcome === 'waiting' && fate.refusal !== null))
}
