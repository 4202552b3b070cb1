import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import type { StoreDescription } from '../../../server/protocol/stores.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Dot } from '../../ui/dot.js'
import { formatNumber } from '../../ui/format.js'
import styles from './crowd.module.css'
import { useOwnRuns } from './own-runs.js'
import { RunErrors, RunFigures } from './run-figures.js'

/** The crowds that were here, newest first, to be compared and forgotten. `onForget(null)` forgets all of them. */
export function CrowdRuns({ onForget }: { readonly onForget: (run: CrowdRun['id'] | null) => void }) {
  const { t, i18n } = useTranslation('crowd')
  const finished = useOwnRuns()
  const available = useSnapshot((snapshot) => snapshot.store.available)
  if (finished.length === 0) return null
  return (
    <details className={styles.runs}>
      <summary>{t('runs.title', { count: finished.length, number: formatNumber(i18n.language, finished.length) })}</summary>
      <ol>
        {finished.toReversed().map((run) => (
          <Run key={run.id} run={run} store={available.find(({ kind }) => kind === run.store)} onForget={onForget} />
        ))}
      </ol>
      {finished.length > 1 ? (
        <Button kind="quiet" onClick={() => onForget(null)}>
          {t('runs.forgetAll')}
        </Button>
      ) : null}
    </details>
  )
}

function Run({ run, store, onForget }: { readonly run: CrowdRun; readonly store: StoreDescription | undefined; readonly onForget: (run: number) => void }) {
  const { t, i18n } = useTranslation('crowd')
  const number = (value: number) => formatNumber(i18n.language, value)
  const label = store?.label ?? run.store
  const what = t('runs.order', { count: run.order.users, number: number(run.order.users), items: run.order.cartItems })
  return (
    <li>
      <div className={styles.runHead}>
        <Dot hue={store?.hue ?? null} />
        <b>{label}</b> <span className="num">{what}</span>
        <Button
          kind="quiet"
          icon
          aria-label={t('runs.forget', { store: label, what })}
          title={t('runs.forget', { store: label, what })}
          onClick={() => onForget(run.id)}
        >
          <X size={14} aria-hidden />
        </Button>
      </div>
      {run.outcome === 'running' ? null : <p className="num">{t(`outcome.${run.outcome}`, { done: number(run.usersDone), users: number(run.order.users) })}</p>}
      <RunFigures run={run} />
      <RunErrors run={run} />
    </li>
  )
}
