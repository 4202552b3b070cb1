import { useTranslation } from 'react-i18next'
import type { Recording } from '../../../server/protocol/recording/recording.js'
import { formatDate, formatNumber } from '../../ui/format.js'
import styles from './facts.module.css'

/** What a recording says of itself. */
export function RecordingFacts({ recording: { savedAt, events, leftOut, masked, writtenBy } }: { readonly recording: Recording }) {
  const { t, i18n } = useTranslation('recording')
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <dl className={styles.facts}>
      <dt>{t('facts.saved')}</dt>
      <dd className="num">{formatDate(i18n.language, savedAt)}</dd>
      <dt>{t('facts.events')}</dt>
      <dd className="num">{number(events.length)}</dd>
      <dt>{t('facts.leftOut')}</dt>
      <dd>{leftOut.events === 0 ? t('facts.leftOutNone') : t('facts.leftOutSome', { count: leftOut.events, number: number(leftOut.events) })}</dd>
      <dt>{t('facts.masked')}</dt>
      <dd>{t(masked ? 'facts.isMasked' : 'facts.isWhole')}</dd>
      <dt>{t('facts.by')}</dt>
      <dd className="num">{writtenBy}</dd>
    </dl>
  )
}
