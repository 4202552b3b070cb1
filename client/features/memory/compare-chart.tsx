import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import { Chart, type ChartSeries } from '../../ui/chart.js'
import { Dot } from '../../ui/dot.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { ticksOf } from './chart-words.js'
import { type ComparedRuns, type CompareSeries, compareChart } from './compared-runs.js'
import styles from './memory.module.css'
import { useRunEndWords } from './run-end-words.js'
import { useStoreColours } from './store-colours.js'

/** The same crowd on each store: by how much the heap that is needed has grown since it came in. */
export function CompareChart({ runs, others }: ComparedRuns) {
  const { t, i18n } = useTranslation('memory')
  const colours = useStoreColours()
  const model = useMemo(() => compareChart(runs), [runs])
  const [first] = runs
  if (first === undefined) return <p className={styles.nothing}>{t('compare.nothing')}</p>
  const end = Math.max(model.x.at(-1) ?? 0, 1)
  const number = (value: number) => formatNumber(i18n.language, value)
  return (
    <figure aria-label={t('chart.compare')} className={styles.charts}>
      <figcaption className={`${styles.caption} num`}>
        {t(`compare.${first.order.behaviour}`, { count: first.order.users, number: number(first.order.users), items: first.order.cartItems })}
      </figcaption>
      <div className={styles.plot}>
        <Chart
          x={model.x}
          columns={model.series.map(({ mb }) => mb)}
          series={model.series.map((each) => styleOf(each, colours(each.run.store).colour))}
          xRange={[0, end]}
          yRange={[model.axis.bottomMb, model.axis.topMb]}
          yTicks={ticksOf(model.axis, i18n.language)}
          spanGaps
        />
      </div>
      <p className={styles.time}>
        <span>{t(`chart.${model.by}Begin`)}</span>
        <span className="num">
          {model.by === 'sessions'
            ? t('chart.sessionsEnd', { count: end, number: number(end) })
            : t('chart.secondsEnd', { span: formatDuration(i18n.language, end * 1_000) })}
        </span>
      </p>
      <Runs runs={runs} />
      {runs.length === 1 ? <p className={styles.hint}>{t('compare.one')}</p> : null}
      {others > 0 ? <p className={styles.hint}>{t('compare.others', { count: others, number: number(others) })}</p> : null}
    </figure>
  )
}

/** The legend: a line for each run, its store and what came of it. */
function Runs({ runs }: { readonly runs: readonly CrowdRun[] }) {
  const { t, i18n } = useTranslation('memory')
  const colours = useStoreColours()
  const words = useRunEndWords()
  const limits = new Set(runs.map(({ heapLimitBytes }) => heapLimitBytes))
  return (
    <ul className={styles.runs}>
      {runs.map((run) => (
        <li key={run.id}>
          <Dot hue={colours(run.store).hue} />
          <span>
            {colours(run.store).label}
            {run.outcome === 'running' ? ` ${t('compare.running')}` : ''}
            {limits.size > 1 && run.heapLimitBytes !== null ? (
              <small className="num"> {t('compare.limit', { limit: formatNumber(i18n.language, run.heapLimitBytes / (1024 * 1024)) })}</small>
            ) : null}
          </span>
          <b className="num">{words(run)}</b>
        </li>
      ))}
    </ul>
  )
}

function styleOf({ role, run }: CompareSeries, colour: string): ChartSeries {
  const key = `${role} ${run.id}`
  switch (role) {
    case 'growth':
      return { key, shape: 'line', colour, widthPx: 2 }
    case 'limit':
      return { key, shape: 'line', colour: 'var(--bad)', widthPx: 1, dash: [3, 4] }
    case 'end':
      return { key, shape: 'marks', colour: 'var(--bad)', widthPx: 2 }
  }
}
