import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSnapshot } from '../../state/use-dashboard.js'
import { formatNumber } from '../../ui/format.js'
import { CompareChart } from './compare-chart.js'
import { comparedRuns } from './compared-runs.js'
import { LiveCharts } from './live-charts.js'
import styles from './memory.module.css'
import { useScope } from './use-readings.js'

type ChartView = 'live' | 'compare'

/** The charts of the memory pane: what happens now, or the same crowd on each store. A lesson begins with what happens now. */
export function MemoryChart() {
  const { since } = useScope()
  return <Views key={since} />
}

function Views() {
  const { t, i18n } = useTranslation('memory')
  const [view, setView] = useState<ChartView>('live')
  const { lesson, since } = useScope()
  const crowd = useSnapshot((snapshot) => snapshot.crowd)
  const compared = comparedRuns([...crowd.finished, ...(crowd.running ? [crowd.running] : [])], { lesson, since })
  const count = compared.runs.length
  return (
    <>
      <fieldset className={styles.views}>
        <legend className="visually-hidden">{t('chart.view')}</legend>
        {(['live', 'compare'] as const).map((each) => (
          <label key={each}>
            <input className="visually-hidden" type="radio" name="memory-view" checked={view === each} onChange={() => setView(each)} />
            <span className="num">
              {t(`chart.${each}Button`)}
              {each === 'compare' && count > 0 ? ` (${formatNumber(i18n.language, count)})` : ''}
            </span>
          </label>
        ))}
      </fieldset>
      {view === 'live' ? <LiveCharts since={since} /> : <CompareChart {...compared} />}
    </>
  )
}
