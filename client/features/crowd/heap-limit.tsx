import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import styles from './crowd.module.css'
import { HEAP_LIMITS_MB } from './crowd-input.js'

const MB = 1024 * 1024

/** How much heap the server is allowed. A new limit needs a new process: it says so, and asks where sessions would be lost. */
export function HeapLimit({ busy, onChange }: { readonly busy: boolean; readonly onChange: (heapLimitMb: number) => void }) {
  const { t, i18n } = useTranslation('crowd')
  const currentMb = useInstance(({ heapLimitBytes }) => Math.round(heapLimitBytes / MB))
  const losing = useSnapshot(({ store }) => {
    const active = store.available.find(({ kind }) => kind === store.active)
    return active?.capabilities.survivesRestart === true ? 0 : (store.sessionCount ?? 0)
  })
  const [asked, setAsked] = useState<number | null>(null)
  const choices = [...new Set<number>([...HEAP_LIMITS_MB, currentMb])].sort((a, b) => a - b)
  const change = (limitMb: number) => {
    setAsked(null)
    onChange(limitMb)
  }
  return (
    <div className={styles.heap} data-control="heap-limit">
      <label>
        {t('heap.label')}
        <select
          className="num"
          disabled={busy}
          value={asked ?? currentMb}
          onChange={(event) => {
            const limitMb = Number(event.target.value)
            if (limitMb === currentMb) setAsked(null)
            else if (losing > 0) setAsked(limitMb)
            else change(limitMb)
          }}
        >
          {choices.map((limitMb) => (
            <option key={limitMb} value={limitMb}>
              {limitMb} MB
            </option>
          ))}
        </select>
      </label>
      {asked === null ? (
        <span>{t('heap.restarts')}</span>
      ) : (
        <div className={styles.ask} role="alert">
          <p>{t('heap.losing', { count: losing, number: formatNumber(i18n.language, losing) })}</p>
          <Button onClick={() => change(asked)}>{t('heap.confirm', { limit: asked })}</Button>
          <Button kind="quiet" onClick={() => setAsked(null)}>
            {t('heap.keep', { limit: currentMb })}
          </Button>
        </div>
      )}
    </div>
  )
}
