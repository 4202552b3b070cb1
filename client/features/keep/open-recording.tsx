import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenedRecording } from '../../../server/protocol/recording/read.js'
import { openInTab } from '../../state/recording-tab.js'
import { Button } from '../../ui/button.js'
import { ChooseRecording } from './choose-recording.js'
import styles from './recording.module.css'
import { RecordingFacts } from './recording-facts.js'

/** A recording from elsewhere is looked at here, and shown in a tab of its own: it never mixes with this sandbox. */
export function OpenRecording() {
  const { t } = useTranslation('recording')
  const [chosen, setChosen] = useState<{ readonly opened: OpenedRecording; readonly file: Blob } | null>(null)
  const [isBlocked, setBlocked] = useState(false)
  return (
    <div className={styles.form}>
      <ChooseRecording onOpened={(opened, file) => setChosen({ opened, file })} />
      {chosen === null ? null : (
        <>
          <RecordingFacts recording={chosen.opened.recording} />
          <div className={styles.doing}>
            <Button kind="primary" onClick={() => setBlocked(!openInTab(chosen.file))}>
              {t('open.inTab')}
            </Button>
          </div>
        </>
      )}
      <p role="alert" className={styles.bad}>
        {isBlocked ? t('open.blocked') : null}
      </p>
    </div>
  )
}
