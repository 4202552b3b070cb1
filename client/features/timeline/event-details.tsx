import { useTranslation } from 'react-i18next'
import { formatBytes, formatDuration, formatNumber, formatShare } from '../../ui/format.js'
import styles from './details.module.css'
import { type EventOf, sampleOf } from './event-cells.js'

/** More about a death, or about what the crowd did. */
export function EventDetails({ row }: { readonly row: Extract<EventOf, { kind: 'death' | 'crowd' }> }) {
  return row.kind === 'death' ? <DeathDetails death={row.death} /> : <CrowdDetails row={row} />
}

function DeathDetails({ death }: { readonly death: Extract<EventOf, { kind: 'death' }>['death'] }) {
  const { t, i18n } = useTranslation('timeline')
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <dl className={styles.details}>
      <dt>{t('deathDetails.words')}</dt>
      <dd>{death.lastWords === null ? t('deathDetails.noWords') : <code className={styles.wire}>{death.lastWords}</code>}</dd>
      <dt>{t('deathDetails.reading')}</dt>
      <dd className="num">
        {death.lastReading === null
          ? t('deathDetails.noReading')
          : t('deathDetails.heap', {
              used: formatBytes(i18n.language, death.lastReading.heapUsedBytes),
              limit: formatBytes(i18n.language, death.heapLimitBytes),
              rss: formatBytes(i18n.language, death.lastReading.rssBytes),
            })}
      </dd>
      <dt>{t('deathDetails.sessions')}</dt>
      <dd className="num">{t('deathDetails.count', { lost: number(death.sessionsLost), kept: number(death.sessionsKept) })}</dd>
      <dt>{t('deathDetails.back')}</dt>
      <dd className="num">
        {death.backAfterMs === null ? t('deathDetails.notBack') : t('deathDetails.backAfter', { time: formatDuration(i18n.language, death.backAfterMs) })}
      </dd>
    </dl>
  )
}

function CrowdDetails({ row }: { readonly row: Extract<EventOf, { kind: 'crowd' }> }) {
  const { t, i18n } = useTranslation('timeline')
  return (
    <dl className={styles.details}>
      <dt>{t('details.store')}</dt>
      <dd>
        <ul className="num">
          {Object.entries(row.operations).map(([name, { count, p95Ms }]) => (
            <li key={name}>
              <code>{name}</code> {t('crowd.operation', { count, number: formatNumber(i18n.language, count), time: formatDuration(i18n.language, p95Ms) })}
            </li>
          ))}
          {sampleOf(row) > 1 ? (
            <li>
              {t('crowd.sampled', { n: formatNumber(i18n.language, sampleOf(row)) })}: {t('crowd.sampledWhy')}
            </li>
          ) : null}
        </ul>
      </dd>
      <dt>{t('crowd.gc')}</dt>
      <dd className="num">{formatShare(i18n.language, row.gcShare)}</dd>
    </dl>
  )
}
