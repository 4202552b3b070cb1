import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemWords } from '../../i18n/problem-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { CopyButton } from '../../ui/copy-button.js'
import { formatBytes } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import styles from './source-dialog.module.css'

const COMPOSE = 'docker compose up -d mongodb'

/** Two ways to a real MongoDB: Docker, or a download with its progress. */
export function RealMongo() {
  const { t } = useTranslation('shell')
  const source = useSnapshot((snapshot) => snapshot.mongo.source)
  const resolving = useSnapshot((snapshot) => snapshot.mongo.phase === 'resolving')
  const [asked, setAsked] = useState(false)
  const looking = asked || resolving

  async function look() {
    setAsked(true)
    await sendOrNotify({ type: 'mongo:resolve' })
    setAsked(false)
  }

  return (
    <section>
      <h3>{t('source.real')}</h3>
      {source !== null && source !== 'embedded' ? <p className={styles.note}>{t('source.alreadyReal')}</p> : null}
      <p className={styles.way}>{t('source.compose')}</p>
      <div className={styles.copyable}>
        <code>{COMPOSE}</code>
        <CopyButton text={COMPOSE} label={t('copy')} copiedLabel={t('copied')} />
      </div>
      <div className={styles.row}>
        <span>{t('source.thenLook')}</span>
        <Button onClick={() => void look()} disabled={looking}>
          {looking ? t('source.looking') : t('source.lookAgain')}
        </Button>
      </div>
      <p className={styles.way}>{t('source.orDownload')}</p>
      <Download />
    </section>
  )
}

function Download() {
  const { t, i18n } = useTranslation('shell')
  const words = useProblemWords()
  const download = useSnapshot((snapshot) => snapshot.mongo.download)
  const outcome = useRef<HTMLParagraphElement>(null)
  // What came of it stands below the button, where the dialog may be cut off.
  useEffect(() => {
    if (download.phase === 'failed') outcome.current?.scrollIntoView({ block: 'nearest' })
  }, [download.phase])
  const bytes = (value: number) => formatBytes(i18n.language, value)
  if (download.phase === 'running') {
    const { receivedBytes, totalBytes } = download
    return (
      <div className={styles.download}>
        <Progress value={totalBytes ? receivedBytes / totalBytes : null} label={t('source.downloadProgress')} />
        <div className={styles.row}>
          <span className="num">
            {totalBytes
              ? t('source.downloading', { received: bytes(receivedBytes), total: bytes(totalBytes) })
              : t('source.downloadingUnknown', { received: bytes(receivedBytes) })}
          </span>
          <Button kind="quiet" onClick={() => void sendOrNotify({ type: 'mongo:cancel-download' })}>
            {t('cancel')}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <>
      <div className={styles.row}>
        <Button onClick={() => void sendOrNotify({ type: 'mongo:download' })}>{t('source.download', { version: download.version })}</Button>
        <span className={styles.note}>{t('source.downloadNote')}</span>
      </div>
      <p ref={outcome} role="status" className={download.phase === 'failed' ? styles.failed : styles.note}>
        {download.phase === 'failed' ? (
          <>
            <b>{t('source.downloadFailed')}</b> {download.problem ? words(download.problem) : null}
          </>
        ) : download.phase === 'cancelled' ? (
          t('source.downloadCancelled')
        ) : download.phase === 'done' ? (
          t('source.downloadDone')
        ) : null}
      </p>
    </>
  )
}
