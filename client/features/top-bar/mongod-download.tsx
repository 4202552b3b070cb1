import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemWords } from '../../i18n/problem-words.js'
import { sendOrNotify } from '../../state/notices.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatBytes } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import styles from './why-view.module.css'

/** A real mongod without Docker: its download, how far it is, and what came of it. */
export function MongodDownload() {
  const { t, i18n } = useTranslation('why')
  const { t: shell } = useTranslation('shell')
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
        <Progress value={totalBytes ? receivedBytes / totalBytes : null} label={t('downloadProgress')} />
        <div className={styles.row}>
          <span className="num">
            {totalBytes
              ? t('downloading', { received: bytes(receivedBytes), total: bytes(totalBytes) })
              : t('downloadingUnknown', { received: bytes(receivedBytes) })}
          </span>
          <Button kind="quiet" onClick={() => void sendOrNotify({ type: 'mongo:cancel-download' })}>
            {shell('cancel')}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <>
      <div className={styles.row}>
        <Button onClick={() => void sendOrNotify({ type: 'mongo:download' })}>{t('download', { version: download.version })}</Button>
        <span className={styles.note}>{t('downloadNote')}</span>
      </div>
      <p ref={outcome} role="status" className={download.phase === 'failed' ? styles.failed : styles.note}>
        {download.phase === 'failed' ? (
          <>
            <b>{t('downloadFailed')}</b> {download.problem ? words(download.problem) : null}
          </>
        ) : download.phase === 'cancelled' ? (
          t('downloadCancelled')
        ) : download.phase === 'done' ? (
          t('downloadDone')
        ) : null}
      </p>
    </>
  )
}
