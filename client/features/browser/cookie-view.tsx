import { Eraser } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BrowserState, JarCookie } from '../../../server/protocol/state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { CopyButton } from '../../ui/copy-button.js'
import { formatNumber } from '../../ui/format.js'
import { CookieAnatomy } from './cookie-anatomy.js'
import { CookieValue } from './cookie-value.js'
import styles from './cookie-view.module.css'

export interface CookieViewProps {
  readonly browser: BrowserState
  /** Drops the browser's cookies; left out where another button does. */
  readonly onForget?: () => void
}

/** The session's cookie in a browser's jar, its parts coloured, and each of them in words. */
export function CookieView({ browser, onForget }: CookieViewProps) {
  const { t } = useTranslation('browser')
  const cookie = browser.jar.find((each) => each.verdict !== null)
  const others = browser.jar.filter((each) => each !== cookie)
  return (
    <div data-control={cookie ? 'cookie' : 'cookie cookie-anatomy'}>
      <div className={styles.head}>
        <h3>{t('cookie.heading')}</h3>
        <span className={styles.note}>{t('cookie.note')}</span>
        {cookie && onForget ? (
          <Button kind="quiet" icon aria-label={t('frame.forget')} title={`${t('frame.forget')}. ${t('frame.forgetWhy')}`} onClick={onForget}>
            <Eraser size={14} aria-hidden />
          </Button>
        ) : null}
        {cookie ? <CopyButton text={`${cookie.name}=${cookie.value}`} label={t('cookie.copy')} copiedLabel={t('cookie.copied')} /> : null}
      </div>
      {cookie ? (
        <>
          <CookieValue cookie={cookie} hue={browser.hue} />
          <CookieAnatomy cookie={cookie} hue={browser.hue} known={browser.known} />
          {cookie.attributes ? (
            <details className={styles.line}>
              <summary>{t('cookie.line')}</summary>
              <code>{cookie.attributes.line}</code>
            </details>
          ) : null}
        </>
      ) : (
        <NoCookie browser={browser} />
      )}
      {others.length > 0 ? <OtherCookies cookies={others} /> : null}
    </div>
  )
}

function NoCookie({ browser }: { readonly browser: BrowserState }) {
  const { t } = useTranslation('browser')
  const secure = useSnapshot((snapshot) => snapshot.server.options.secure)
  return (
    <div className={styles.empty}>
      <b>{t('cookie.none.title')}</b>
      <p>
        {browser.id === 'you' ? t('cookie.none.you') : t('cookie.none.virtual', { name: browser.name })} {secure ? t('cookie.none.secure') : null}
      </p>
    </div>
  )
}

function OtherCookies({ cookies }: { readonly cookies: readonly JarCookie[] }) {
  const { t, i18n } = useTranslation('browser')
  return (
    <div className={styles.others}>
      {t('cookie.others', { count: cookies.length, shown: formatNumber(i18n.language, cookies.length) })}
      <ul>
        {cookies.map((cookie) => (
          <li key={cookie.name}>
            <code>
              {cookie.name}={cookie.value}
            </code>
          </li>
        ))}
      </ul>
    </div>
  )
}
