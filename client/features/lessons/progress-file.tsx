import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { addProgress, progressStore } from '../../state/lesson-progress.js'
import { type BadProgress, LARGEST_FILE_BYTES, readProgress, writeProgress } from '../../state/lesson-progress-file.js'
import { Button } from '../../ui/button.js'
import { download } from '../../ui/download.js'
import { formatNumber } from '../../ui/format.js'
import styles from './lesson-list.module.css'

const FILE_NAME = 'sessionscope-progress.json'
type Outcome = { readonly kind: 'merged'; readonly lessons: number } | { readonly kind: 'refused'; readonly reason: BadProgress | 'unreadable' }

/** The progress as a file: out for another browser, in from one. What comes in is added; nothing is taken away. */
export function ProgressFile() {
  const { t, i18n } = useTranslation('lesson')
  const progress = useStore(progressStore, (state) => state.progress)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const input = useRef<HTMLInputElement>(null)

  async function take(file: File) {
    setOutcome(await takeFile(file))
    if (input.current) input.current.value = ''
  }

  return (
    <details className={styles.progress} open={outcome !== null || undefined}>
      <summary>{t('file.title')}</summary>
      <p>{t('file.why')}</p>
      <div>
        <Button
          disabled={Object.keys(progress).length === 0}
          onClick={() => download(new Blob([writeProgress(progress)], { type: 'application/json' }), FILE_NAME)}
        >
          {t('file.export')}
        </Button>
        <Button onClick={() => input.current?.click()}>{t('file.import')}</Button>
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          accept="application/json,.json"
          tabIndex={-1}
          aria-label={t('file.import')}
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) void take(file)
          }}
        />
      </div>
      <output>
        {outcome?.kind === 'merged' ? t('file.merged', { count: outcome.lessons, shown: formatNumber(i18n.language, outcome.lessons) }) : null}
        {outcome?.kind === 'refused' ? t(`file.refused.${outcome.reason}`) : null}
      </output>
    </details>
  )
}

async function takeFile(file: File): Promise<Outcome> {
  if (file.size > LARGEST_FILE_BYTES) return { kind: 'refused', reason: 'too-large' }
  try {
    const read = readProgress(await file.text())
    if (!read.ok) return { kind: 'refused', reason: read.reason }
    addProgress(read.progress)
    return { kind: 'merged', lessons: Object.keys(read.progress).length }
  } catch {
    return { kind: 'refused', reason: 'unreadable' }
  }
}
