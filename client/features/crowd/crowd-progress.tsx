import { useTranslation } from 'react-i18next'
import type { Command } from '../../../server/protocol/commands.js'
import type { CrowdRun } from '../../../server/protocol/state.js'
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
  onRun,
}: {
  readonly run: CrowdRun | null
  readonly busy: boolean
  readonly onRun: (...commands: readonly Command[]) => void
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
          <Button kind="quiet" disabled={busy} onClick={() => onRun({ type: 'crowd:cancel' })}>
            {t('stop')}
          </Button>
        ) : (
          <Again run={run} busy={busy} onRun={onRun} />
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
function Again({ run, busy, onRun }: { readonly run: CrowdRun; readonly busy: boolean; readonly onRun: (...commands: readonly Command[]) => void }) {
  const { t } = useTranslation('crowd')
  const store = useSnapshot((snapshot) => snapshot.store)
  const isReady = useSnapshot(({ server }) => server.phase === 'running')
  const other = store.available.find(({ kind, unavailable }) => kind !== run.store && unavailable === null)
  if (other === undefined) return null
  const start = { type: 'crowd:start', ...run.order } as const
  return (
    <Button
      kind="quiet"
      disabled={busy || !isReady || store.switching !== null}
      onClick={() => (store.active === other.kind ? onRun(start) : onRun({ type: 'store:switch', to: other.kind, carryOver: false }, start))}
    >
      {t('again', { store: other.label })}
    </Button>
  )
}
