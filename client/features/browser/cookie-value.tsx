import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { JarCookie } from '../../../server/protocol/browsers.js'
import { SessionId } from '../../ui/session-id.js'
import styles from './cookie-value.module.css'

/** `name=s%3A` session id `.` signature, as in the header, each part in its colour and named in its title. It wraps; nothing is cut. */
export function CookieValue({ cookie, hue }: { readonly cookie: JarCookie; readonly hue: number }) {
  const { t } = useTranslation('browser')
  const { parts } = cookie
  return (
    <p className={`${styles.cookie} hued`} translate="no" style={{ '--hue': hue } as CSSProperties}>
      <span className={styles.soft} title={t('cookie.parts.name')}>
        {cookie.name}
      </span>
      =
      {parts ? (
        <>
          <span className={styles.soft} title={t('cookie.parts.prefix')}>
            {parts.prefix}
          </span>
          <SessionId id={parts.sessionId} strong thread="cookie" />.
          <span className={styles.signature} title={t('cookie.parts.signature')}>
            {parts.signature}
          </span>
        </>
      ) : (
        cookie.value
      )}
    </p>
  )
}
