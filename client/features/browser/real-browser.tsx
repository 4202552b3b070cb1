import { useTranslation } from 'react-i18next'
import type { RealBrowserFacts } from '../../../server/protocol/browsers.js'
import styles from './real-browser.module.css'

/** A real browser that is not the one in the frame: what it is, and how it was told from the others. There is nothing to press: its owner drives it. */
export function RealBrowser({ name, facts }: { readonly name: string; readonly facts: RealBrowserFacts }) {
  const { t } = useTranslation('browser')
  const { isFramed, toldBy, host, userAgent } = facts
  return (
    <section className={styles.place} aria-label={t('real.label', { name })}>
      <p>{t('real.what')}</p>
      <p>
        {isFramed ? `${t('real.framed')} ` : null}
        {t(`real.toldBy.${toldBy}`, { host: host ?? '' })}
      </p>
      {userAgent === '' ? null : (
        <details>
          <summary>User-Agent</summary>
          <code translate="no">{userAgent}</code>
        </details>
      )}
    </section>
  )
}
