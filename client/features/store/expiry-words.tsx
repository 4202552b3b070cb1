import { useTranslation } from 'react-i18next'
import type { StoredSession } from '../../../server/protocol/stores.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Ago } from '../../ui/ago.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { useNow } from '../../ui/use-now.js'
import styles from './store.module.css'

/** How big it is; and a note when it has expired and is still there. */
export function ExpiryWords({ stored }: { readonly stored: StoredSession }) {
  const { t, i18n } = useTranslation('store')
  const active = useSnapshot(({ store }) => store.available.find(({ kind }) => kind === store.active))
  // Compass opens links of this kind; an address with masked credentials would not let it in.
  const compass = useSnapshot(({ mongo }) =>
    active?.resource === 'mongodb' && mongo.shownUri !== null && !mongo.shownUri.includes('***') ? mongo.shownUri : null,
  )
  const seconds = useSnapshot(({ mongo }) => mongo.sweeperSeconds)
  const now = useNow()
  const store = active?.label ?? ''
  const expiry = active?.capabilities.expiry ?? 'on-read'
  const isExpired = stored.expiresAt !== null && stored.expiresAt <= now
  const interval = formatDuration(i18n.language, active?.capabilities.sweepEveryMs ?? 0)
  const values = { store, seconds, interval }
  const passEveryMs = expiry === 'sweeper' ? seconds * 1_000 : expiry === 'app-sweeper' ? active?.capabilities.sweepEveryMs : undefined
  return (
    <p className={styles.say}>
      <span className="num">{t('document.bytes', { count: stored.bytes, number: formatNumber(i18n.language, stored.bytes) })}</span>{' '}
      {stored.expiresAt !== null && isExpired ? (
        <>
          <b className={styles.expired}>
            {t('expiry.expired')} <Ago at={stored.expiresAt} />, {t(`expiry.still.${expiry}`, values)}
          </b>{' '}
          {passEveryMs === undefined ? null : <GoneBy at={stored.expiresAt + passEveryMs} now={now} />}
        </>
      ) : null}
      {compass === null ? null : (
        <a href={compass} title={compass}>
          {t('document.compass')}
        </a>
      )}
    </p>
  )
}

/** How long one still waits for whoever deletes it, which passes at intervals. */
function GoneBy({ at, now }: { readonly at: number; readonly now: number }) {
  const { t } = useTranslation('store')
  if (at <= now) return t('expiry.goneSoon')
  return (
    <>
      {t('expiry.goneBy')} <Ago at={at} />.
    </>
  )
}
