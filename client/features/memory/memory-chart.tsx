import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrowdRun } from '../../../server/protocol/state.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { Chart } from '../../ui/chart.js'
import { formatDuration, formatNumber } from '../../ui/format.js'
import { type ChartView, chartTop, chooseView, compareColumns, liveColumns, MB, storeStretches } from './chart-data.js'
import { ChartLegend } from './chart-legend.js'
import styles from './memory.module.css'
import { useStoreColours } from './store-colours.js'

const HEIGHT_PX = 176
const PADDING_PX = 6
/** The live chart shows at least this much time. */
const LIVE_SECONDS = 60

/** heapUsed over time: live, or the runs of the crowd above one another. */
export function MemoryChart() {
  const { t, i18n } = useTranslation('memory')
  const runs = useRuns()
  const [chosen, setChosen] = useState<ChartView | null>(null)
  const view = chooseView(chosen, runs.length)
  const limitMb = useInstance(({ heapLimitBytes }) => heapLimitBytes) / MB
  const columns = useColumns(view, runs)
  const colours = useStoreColours()
  const lines = columns.series.map(({ key, store }, index) => ({
    key,
    colour: colours(store).colour,
    widthPx: index === columns.series.length - 1 ? 1.9 : 1.4,
    // The same store again: an older run is dashed, so that it is not told apart by colour alone.
    ...(view === 'compare' && columns.series.slice(index + 1).some((later) => later.store === store) && { dash: [4, 3] }),
  }))
  const top = chartTop(limitMb, columns)
  const end = columns.x.at(-1) ?? 0
  const start = view === 'live' ? Math.min(columns.x[0] ?? end, end - LIVE_SECONDS) : 0
  const span = formatDuration(i18n.language, Math.max(1, end - start) * 1_000)
  return (
    <figure aria-label={t(`chart.${view}`)}>
      <div className={styles.chart}>
        <Chart
          x={columns.x}
          columns={columns.series.map(({ y }) => y)}
          lines={lines}
          xRange={[start, Math.max(end, start + 1)]}
          yTop={top}
          yTicks={[0, 0.25, 0.5, 0.75, 1].map((share) => ({
            at: limitMb * share,
            text: `${formatNumber(i18n.language, limitMb * share)}${share === 0 ? ' MB' : ''}`,
          }))}
          limit={limitMb}
          spanGaps={view === 'compare'}
          heightPx={HEIGHT_PX}
        />
        <span className={styles.limit} style={{ top: PADDING_PX + (1 - limitMb / top) * (HEIGHT_PX - 2 * PADDING_PX) + 2 }}>
          {t('chart.limit')}
        </span>
      </div>
      <div className={styles.time}>
        <span className="num">{view === 'live' ? t('chart.ago', { span }) : t('chart.start')}</span>
        {runs.length > 0 ? (
          <fieldset className={styles.views}>
            <legend className="visually-hidden">{t('chart.view')}</legend>
            {(['live', 'compare'] as const).map((each) => (
              <Button key={each} kind="quiet" aria-pressed={view === each} onClick={() => setChosen(each)}>
                {t(`chart.${each}Button`)}
              </Button>
            ))}
          </fieldset>
        ) : null}
        <span className="num">{view === 'live' ? t('chart.now') : t('chart.after', { span })}</span>
      </div>
      <ChartLegend view={view} runs={runs} stores={columns.series.map(({ store }) => store)} />
    </figure>
  )
}

/** Finished runs and the one under way, oldest first: those that have a curve. */
function useRuns(): readonly CrowdRun[] {
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  return useMemo(() => [...crowd.finished, ...(crowd.running ? [crowd.running] : [])].filter((run) => run.curve.length > 0), [crowd])
}

function useColumns(view: ChartView, runs: readonly CrowdRun[]) {
  const samples = useInstance(({ memory }) => memory.samples)
  const timeline = useSnapshot((snapshot) => snapshot.timeline)
  const active = useSnapshot((snapshot) => snapshot.store.active)
  return useMemo(
    () => (view === 'compare' ? compareColumns(runs) : liveColumns(samples, storeStretches(timeline, active))),
    [view, runs, samples, timeline, active],
  )
}
