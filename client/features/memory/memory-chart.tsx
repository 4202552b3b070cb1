import { memo, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import type { Snapshot } from '../../../server/protocol/state.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Choice } from '../../ui/choice.js'
import { formatNumber } from '../../ui/format.js'
import { CompareChart } from './compare-chart.js'
import { type ComparedRuns, comparedRuns } from './compared-runs.js'
import { LiveCharts } from './live-charts.js'
import styles from './memory.module.css'
import { useScope } from './use-readings.js'

type ChartView = 'live' | 'compare'

/** The charts of the memory pane: what happens now, or the same crowd on each store. A lesson begins with what happens now. */
export function MemoryChart() {
  const { since } = useScope()
  return <Views key={since} since={since} />
}

function Views({ since }: { readonly since: number }) {
  const { t } = useTranslation('memory')
  const [view, setView] = useState<ChartView>('live')
  return (
    <>
      <fieldset className={styles.views}>
        <legend className="visually-hidden">{t('chart.view')}</legend>
        {(['live', 'compare'] as const).map((each) => (
          <Choice key={each} look="segment" name="memory-view" checked={view === each} onChange={() => setView(each)}>
            {t(`chart.${each}Button`)}
            {each === 'compare' ? <Count /> : null}
          </Choice>
        ))}
      </fieldset>
      {view === 'live' ? <Live since={since} /> : <Compare />}
    </>
  )
}

/** Drawn anew by the readings alone: a crowd under way tells of itself more often. */
const Live = memo(LiveCharts)

function Compare() {
  return <CompareChart {...useComparedRuns()} />
}

/** How many runs there are to compare: " (2)". */
function Count() {
  const { i18n } = useTranslation()
  const scope = useScope()
  const count = useSnapshot(({ crowd }) => comparedRuns(allRuns(crowd), scope).runs.length)
  return count === 0 ? null : ` (${formatNumber(i18n.language, count)})`
}

function allRuns({ finished, running }: Snapshot['crowd']): readonly CrowdRun[] {
  return running === null ? finished : [...finished, running]
}

function useComparedRuns(): ComparedRuns {
  const { lesson, since } = useScope()
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  return useMemo(() => comparedRuns(allRuns(crowd), { lesson, since }), [crowd, lesson, since])
}
