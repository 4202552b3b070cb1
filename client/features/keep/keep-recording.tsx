import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { RECORDING_ENDING, recordPast } from '../../state/record-past.js'
import { useLive } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { download } from '../../ui/download.js'
import { formatBytes, formatNumber } from '../../ui/format.js'
import { MarkedText } from '../../ui/marked-text.js'
import { Progress } from '../../ui/progress.js'
import styles from './recording.module.css'

type Doing =
  | { readonly is: 'nothing' | 'cancelled' }
  | { readonly is: 'working'; readonly done: number }
  | { readonly is: 'saved'; readonly bytes: number; readonly events: number; readonly leftOut: number }
  | { readonly is: 'failed'; readonly reason: string }

/** All that happened as one file: masked, unless somebody chooses otherwise. */
export function KeepRecording() {
  const { t, i18n } = useTranslation('recording')
  const [isMasked, setMasked] = useState(true)
  const [doing, setDoing] = useState<Doing>({ is: 'nothing' })
  const abort = useRef<AbortController | null>(null)
  const startedAt = useLive(({ launch }) => launch.startedAt)
  useEffect(() => () => abort.current?.abort(), [])

  async function save() {
    const calledOff = new AbortController()
    abort.current = calledOff
    setDoing({ is: 'working', done: 0 })
    try {
      const { file, events, leftOut } = await recordPast({
        masked: isMasked,
        onProgress: (done) => setDoing({ is: 'working', done }),
        signal: calledOff.signal,
      })
      download(file, `${nameFor(startedAt)}${RECORDING_ENDING}`)
      setDoing({ is: 'saved', bytes: file.size, events, leftOut: leftOut.events })
    } catch (error) {
      setDoing(calledOff.signal.aborted ? { is: 'cancelled' } : { is: 'failed', reason: String(error) })
    }
  }

  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <div className={styles.form}>
      <label className={styles.choice}>
        <input type="checkbox" checked={isMasked} disabled={doing.is === 'working'} onChange={({ target }) => setMasked(target.checked)} />
        {t('keep.masked')}
      </label>
      <p className={isMasked ? styles.note : styles.bad}>{t(isMasked ? 'keep.maskedWhy' : 'keep.unmasked')}</p>
      <div className={styles.doing}>
        {doing.is === 'working' ? (
          <>
            <Progress value={doing.done} label={t('keep.working')} />
            <Button onClick={() => abort.current?.abort()}>{t('keep.cancel')}</Button>
          </>
        ) : (
          <Button kind="primary" onClick={() => void save()}>
            {t(doing.is === 'saved' ? 'keep.again' : 'keep.save')}
          </Button>
        )}
      </div>
      <output className={styles.note}>
        {doing.is === 'cancelled' ? t('keep.cancelled') : null}
        {doing.is === 'failed' ? t('keep.failed', { reason: doing.reason }) : null}
        {doing.is === 'saved' ? (
          <>
            <span>{t('keep.saved', { count: doing.events, number: number(doing.events), size: formatBytes(i18n.language, doing.bytes) })}</span>{' '}
            {doing.leftOut === 0 ? null : <span>{t('keep.leftOut', { count: doing.leftOut, number: number(doing.leftOut) })}</span>}
          </>
        ) : null}
      </output>
      <p className={styles.note}>
        <MarkedText text={t('keep.how')} />
      </p>
    </div>
  )
}

/** `sessionscope-2026-11-27-1403`: when the launch that it is of began. */
function nameFor(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  return `sessionscope-${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}-${two(date.getHours())}${two(date.getMinutes())}`
}
