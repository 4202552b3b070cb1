import { useTranslation } from 'react-i18next'
import type { MongoAttempt } from '../../../server/protocol/state.js'
import { useWhyWords } from '../../i18n/problem-words.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Dialog } from '../../ui/dialog.js'
import { formatBytes } from '../../ui/format.js'
import { RealMongo } from './real-mongo.js'
import styles from './source-dialog.module.css'

/** Which MongoDB serves, why the others do not, its address, and how to get a real one. */
export function SourceDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('shell')
  const source = useSnapshot((snapshot) => snapshot.mongo.source)
  return (
    <Dialog open={open} onClose={onClose} title={t('source.title')} lead={t(`source.serves.${source ?? 'none'}`)} closeLabel={t('close')}>
      <div className={styles.sections}>
        <Attempts />
        <Address />
        <RealMongo />
      </div>
    </Dialog>
  )
}

function Attempts() {
  const { t, i18n } = useTranslation('shell')
  const attempts = useSnapshot((snapshot) => snapshot.mongo.attempts)
  const why = useSnapshot((snapshot) => snapshot.mongo.why)
  const whyWords = useWhyWords()
  const words = (attempt: MongoAttempt) => {
    const worded: unknown = i18n.getResource(i18n.language, 'shell', `source.codes.${attempt.code}`)
    return typeof worded === 'string' ? worded.replace(/\{\{(\w+)\}\}/g, (_, name: string) => attempt.params?.[name] ?? '…') : attempt.reason
  }
  return (
    <section>
      <h3>{t('source.tried')}</h3>
      <ol className={styles.attempts}>
        {attempts.map((attempt) => (
          <li key={attempt.source} data-outcome={attempt.outcome}>
            <b>{t(`source.sources.${attempt.source}`)}</b>
            <span className={styles.outcome}>{t(`source.outcome.${attempt.outcome}`)}</span>
            <p title={attempt.reason}>{words(attempt)}</p>
          </li>
        ))}
      </ol>
      {why === null ? null : <p className={styles.reason}>{whyWords(why)}</p>}
    </section>
  )
}

function Address() {
  const { t, i18n } = useTranslation('shell')
  const mongo = useSnapshot((snapshot) => snapshot.mongo)
  if (mongo.shownUri === null) return null
  return (
    <section>
      <h3>{t('source.address')}</h3>
      <div className={styles.copyable}>
        <code>{mongo.shownUri}</code>
        <CopyButton text={mongo.shownUri} label={t('copy')} copiedLabel={t('copied')} />
      </div>
      <p className={styles.note}>
        {t('source.addressNote', { database: mongo.database, collection: mongo.collection })} {mongo.shownUri.includes('***') ? t('source.masked') : null}
      </p>
      {mongo.rssBytes === null ? null : <p className={styles.note}>{t('source.memory', { bytes: formatBytes(i18n.language, mongo.rssBytes) })}</p>}
    </section>
  )
}
