import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatDate } from '../../ui/format.js'
import styles from './way.module.css'

/** Where the shop is over HTTPS, and what the browser will say about that; nothing while it is not. */
export function HttpsAddress() {
  const { t, i18n } = useTranslation('way')
  const https = useSnapshot((snapshot) => snapshot.https)
  if (https === null) return null
  const origin = `https://localhost:${https.port}`
  return (
    <div className={styles.https}>
      <a href={`${origin}/`} target="_blank" rel="noreferrer">
        {t('https.open')} <ExternalLink size={12} aria-hidden />
        <span className="visually-hidden"> ({t('https.newTab')})</span>
      </a>
      <p>{t('https.warning')}</p>
      <p>{t('https.tab')}</p>
      <p>
        {t('https.fingerprint')}: <code className="num">{https.fingerprint}</code>
      </p>
      <p>{t('https.until', { date: formatDate(i18n.language, https.validUntil) })}</p>
      {['localhost', '127.0.0.1', '[::1]'].includes(location.hostname) ? null : <p>{t('https.elsewhere')}</p>}
    </div>
  )
}
