import { useTranslation } from 'react-i18next'
import type { CrowdOrder, CrowdRun } from '../../../server/protocol/crowd.js'
import { isServing } from '../../../server/protocol/instance-state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatCoarse, formatNumber } from '../../ui/format.js'
import { Progress } from '../../ui/progress.js'
import styles from './crowd.module.css'
import { RunErrors, RunFigures } from './run-figures.js'

/** The crowd under way, or what came of the last one. */
export function CrowdProgress({
  run,
  busy,
  onStop,
  onAgain,
}: {
  readonly run: CrowdRun | null
  readonly busy: boolean
  readonly onStop: () => void
  /** The same crowd on the store of this kind. */
  readonly onAgain: (kind: string, order: CrowdOrder) => void
}) {
  const { t, i18n } = useTranslation('crowd')
  if (run === null) return null
  const number = (value: number) => formatNumber(i18n.language, value)
  const isRunning = run.outcome === 'running'
  const parts = isRunning
    ? [
        t('progress.of', { done: number(run.usersDone), users: number(run.order.users) }),
        t('progress.rate', { rate: number(Math.round(run.usersPerSecond)) }),
        t('progress.errors', { count: run.errors, number: number(run.errors) }),
        ...(run.remainingMs === null ? [] : [t('progress.left', { time: formatCoarse(i18n.language, run.remainingMs) })]),
      ]
    : [t(`outcome.${run.outcome}`, { done: number(run.usersDone), users: number(run.order.users) })]
  return (
    <div className={styles.run}>
      <div className={styles.bar}>
        <Progress value={run.usersDone / Math.max(1, run.order.users)} label={t('progress.label')} />
        {isRunning ? (
          <Button kind="quiet" disabled={busy} onClick={onStop}>
            {t('stop')}
          </Button>
        ) : (
          <Again run={run} busy={busy} onAgain={onAgain} />
        )}
      </div>
      <p className="num">{parts.join(' · ')}</p>
      {isRunning ? null : <RunFigures run={run} />}
      <RunErrors run={run} />
      <p className="visually-hidden" role="status">
        {isRunning ? '' : parts.join(', ')}
      </p>
    </div>
  )
}

/** "Again on MongoDB": the same crowd on the other store, which it switches to first. */
function Again({ run, busy, onAgain }: { readonly run: CrowdRun; readonly busy: boolean; readonly onAgain: (kind: string, order: CrowdOrder) => void }) {
  const { t } = useTranslation('crowd')
  const store = useSnapshot((snapshot) => snapshot.store)
  const isReady = useSnapshot(isServing)
  const other = store.available.find(({ kind, unavailable }) => kind !== run.store && unavailable === null)
  if (other === undefined) return null
  return (
    <Button kind="quiet" disabled={busy || !isReady || store.switching !== null} onClick={() => onAgain(other.kind, run.order)}>
      {t('again', { store: other.label })}
    </Button>
  )
}
