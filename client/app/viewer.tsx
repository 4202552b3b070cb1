import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenedRecording } from '../../server/protocol/recording/read.js'
import type { Recording } from '../../server/protocol/recording/recording.js'
import { ChooseRecording } from '../features/keep/choose-recording.js'
import styles from '../features/keep/recording.module.css'
import { RecordingBar } from '../features/keep/recording-bar.js'
import { NotFound } from '../features/keep/recording-faults.js'
import { type Included, includedRecordings } from '../state/included-recordings.js'
import { showRecording } from '../state/recorded.js'
import { awaitHandedOver, RECORDING_PARAMETER } from '../state/recording-tab.js'
import { App } from './app.js'

/** The page without a sandbox: a recording, and all panes as they were at each of its moments. */
export function Viewer() {
  const [shown, setShown] = useState<Recording | null>(null)
  // Each recording is a page of its own: nothing that was chosen or opened in the one before is left.
  const [number, setNumber] = useState(0)
  const show = (opened: OpenedRecording) => {
    showRecording(opened)
    setShown(opened.recording)
    setNumber((before) => before + 1)
  }
  if (shown === null) return <Front onOpened={show} />
  return <App key={number} recording={<RecordingBar recording={shown} onOther={() => setShown(null)} />} />
}

function Front({ onOpened }: { readonly onOpened: (opened: OpenedRecording) => void }) {
  const { t } = useTranslation('recording')
  const [included] = useState(includedRecordings)
  const [given, setGiven] = useState(() => named(included))
  useEffect(() => awaitHandedOver((file) => setGiven(Promise.resolve(file))), [])
  return (
    <main className={styles.front}>
      <h1>{t('open.title')}</h1>
      <p>{t('open.lead')}</p>
      <ChooseRecording onOpened={onOpened} given={given} />
      {included.length === 0 ? null : (
        <section aria-labelledby="included">
          <h2 id="included">{t('open.included')}</h2>
          <ul className={styles.included}>
            {included.map((one) => (
              <li key={one.name}>
                <a href={`?${RECORDING_PARAMETER}=${encodeURIComponent(one.name)}`}>{one.name}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  )
}

/** The one that the address names: of those that came with the page, and none from elsewhere. */
function named(included: readonly Included[]): Promise<Blob> | null {
  const name = new URLSearchParams(location.search).get(RECORDING_PARAMETER)
  if (name === null || name === '') return null
  const found = included.find((one) => one.name === name)
  const file = found === undefined ? Promise.reject(new NotFound(name)) : found.fetch()
  // Whoever takes it hears of it; until then nobody has to.
  file.catch(() => undefined)
  return file
}
