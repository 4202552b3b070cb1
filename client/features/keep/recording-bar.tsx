import { useTranslation } from 'react-i18next'
import type { Recording } from '../../../server/protocol/recording/recording.js'
import { Button } from '../../ui/button.js'
import { formatDate, formatNumber } from '../../ui/format.js'
import styles from './recording.module.css'

/** Over everything while a recording is shown: what it is, what it does not hold, and that nothing can be done in it. */
export function RecordingBar({ recording, onOther }: { readonly recording: Recording; readonly onOther: () => void }) {
  const { t, i18n } = useTranslation('recording')
  const { savedAt, events, leftOut, masked } = recording
  const number = (value: number) => formatNumber(i18n.language, value)
  const facts = [
    t('bar.events', { count: events.length, number: number(events.length) }),
    ...(leftOut.events > 0 ? [t('bar.leftOut', { count: leftOut.events, number: number(leftOut.events) })] : []),
    t(masked ? 'bar.masked' : 'bar.whole'),
  ]
  return (
    <aside className={styles.bar} aria-label={t('bar.what', { date: formatDate(i18n.language, savedAt) })}>
      <p>
        <b>{t('bar.what', { date: formatDate(i18n.language, savedAt) })}</b> <span className={styles.note}>{facts.join(' · ')}</span>
      </p>
      <p className={styles.note}>{t('bar.own')}</p>
      <Button kind="quiet" looks onClick={onOther}>
        {t('open.instead')}
      </Button>
    </aside>
  )
}
