import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../../state/use-dashboard.js'
import { PopOver } from '../../ui/pop-over.js'
import styles from './way.module.css'

/** The page of another site: of the names of this machine, the one that is not the page's own. null: this page was opened from elsewhere. */
export function otherSiteAddress(hostname: string, port: number): string | null {
  if (hostname === 'localhost') return `127.0.0.1:${port}`
  return hostname === '127.0.0.1' ? `localhost:${port}` : null
}

/** Where requests come from that no page of the shop's has sent. */
export function OtherSitePlace() {
  const { t, i18n } = useTranslation('sites')
  const port = useSnapshot(({ launch }) => launch.otherSitePort)
  const address = port === null ? null : otherSiteAddress(location.hostname, port)
  return (
    <div className={styles.node} data-node="other-site">
      <PopOver className={styles.who} title={t('place.title')} face={<span>{t('place.title')}</span>}>
        <p>{t('place.about')}</p>
        {address === null ? (
          <p>{t(port === null ? 'place.missing' : 'place.remote')}</p>
        ) : (
          <p>
            <a href={`http://${address}/?lang=${i18n.language}`} target="_blank" rel="noreferrer">
              {t('place.openTab')} <ExternalLink size={13} aria-hidden />
            </a>{' '}
            <small>{t('place.openTabWhy', { address })}</small>
          </p>
        )}
        <p>{t('place.virtual')}</p>
      </PopOver>
    </div>
  )
}
