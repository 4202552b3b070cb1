import { FolderOpen } from 'lucide-react'
import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenedRecording } from '../../../server/protocol/recording/read.js'
import { readRecording } from '../../state/recorded.js'
import { Button } from '../../ui/button.js'
import { Progress } from '../../ui/progress.js'
import styles from './recording.module.css'
import { type Fault, faultOf, useFaultWords } from './recording-faults.js'

export interface ChooseRecordingProps {
  /** What was looked at and is good. */
  readonly onOpened: (opened: OpenedRecording, file: Blob) => void
  /** Read at once, without being chosen; where it cannot be had, it rejects with what is wrong. */
  readonly given?: Promise<Blob> | null
}

/** Takes a file, by choosing or dropping it, and says what is wrong with it; what was shown before stays. */
export function ChooseRecording({ onOpened, given = null }: ChooseRecordingProps) {
  const { t } = useTranslation('recording')
  const [state, setState] = useState<{ readonly is: 'waiting' | 'reading' } | { readonly is: 'refused'; readonly fault: Fault }>({ is: 'waiting' })
  const [isOver, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const words = useFaultWords()
  const opened = useRef(onOpened)
  opened.current = onOpened

  const take = useCallback(async (file: Blob | Promise<Blob>) => {
    setState({ is: 'reading' })
    try {
      const whole = await file
      const found = await readRecording(whole)
      setState({ is: 'waiting' })
      opened.current(found, whole)
    } catch (error) {
      setState({ is: 'refused', fault: faultOf(error) })
    }
  }, [])
  useEffect(() => {
    if (given !== null) void take(given)
  }, [given, take])

  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [file] = event.dataTransfer.files
    if (file) void take(file)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same for the keyboard.
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Button kind="primary" disabled={state.is === 'reading'} onClick={() => input.current?.click()}>
        <FolderOpen size={15} aria-hidden /> {t('open.choose')}
      </Button>
      <span className={styles.note}>{t('open.drop')}</span>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".gz,.json,application/gzip,application/json"
        tabIndex={-1}
        aria-label={t('open.choose')}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) void take(file)
          target.value = ''
        }}
      />
      {state.is === 'reading' ? <Progress value={null} label={t('open.reading')} /> : null}
      <p role="alert" className={styles.bad}>
        {state.is === 'refused' ? words(state.fault) : null}
      </p>
    </div>
  )
}
