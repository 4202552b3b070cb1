import { useTranslation } from 'react-i18next'
import { send } from '../../state/connection.js'
import { showBelow } from '../../state/lower-view.js'
import { notify } from '../../state/notices.js'
import { useDashboard, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatCoarse, formatNumber } from '../../ui/format.js'
import { pointAtSoon } from '../../ui/point-at.js'
import { Progress } from '../../ui/progress.js'
import styles from './crowd.module.css'
import { useOwnRuns } from './own-runs.js'

/** Beside the chart: the way to the crowd's form, and how far a crowd is that comes in. */
export function CrowdBrief() {
  const running = useSnapshot((snapshot) => snapshot.crowd.running !== null)
  return (
    <div className={styles.brief} data-control="crowd heap-limit" data-opens="">
      {running ? <Running /> : <Ended />}
    </div>
  )
}

function Running() {
  const { t, i18n } = useTranslation('crowd')
  const run = useSnapshot(({ crowd }) => crowd.running)
  if (run === null) return null
  const number = (value: number) => formatNumber(i18n.language, value)
  const stop = async () => {
    const result = await send({ type: 'crowd:cancel' })
    if (!result.ok) notify(result.problem)
  }
  return (
    <>
      <div className={styles.bar}>
        <Progress value={run.usersDone / Math.max(1, run.order.users)} label={t('progress.label')} />
        <Button kind="quiet" onClick={() => void stop()}>
          {t('stop')}
        </Button>
      </div>
      <p className="num">
        {t('progress.of', { done: number(run.usersDone), users: number(run.order.users) })}
        {run.remainingMs === null ? '' : ` · ${t('progress.left', { time: formatCoarse(i18n.language, run.remainingMs) })}`}
        <More />
      </p>
    </>
  )
}

function Ended() {
  const { t, i18n } = useTranslation('crowd')
  const last = useOwnRuns().at(-1)
  const number = (value: number) => formatNumber(i18n.language, value)
  const isOpen = useDashboard((state) => state.lower === 'crowd')
  return (
    <div className={styles.bar}>
      <Button looks aria-expanded={isOpen} onClick={open}>
        {t('open')}
      </Button>
      <span className="num">
        {last === undefined || last.outcome === 'running'
          ? ''
          : t(`outcome.${last.outcome}`, { done: number(last.usersDone), users: number(last.order.users) })}
      </span>
    </div>
  )
}

function More() {
  const { t } = useTranslation('crowd')
  const isOpen = useDashboard((state) => state.lower === 'crowd')
  if (isOpen) return null
  return (
    <>
      {' '}
      <button type="button" data-looks="" className={styles.more} onClick={open}>
        {t('more')}
      </button>
    </>
  )
}

/** Opens the crowd's place; its form is fetched when it is opened first. */
function open(): void {
  showBelow('crowd')
  pointAtSoon('[data-part="crowd"]')
}
