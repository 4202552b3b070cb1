import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { useHasTwoServers } from '../../state/use-dashboard.js'
import { Boundary } from '../../ui/boundary.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { Pane } from '../../ui/pane.js'
import styles from './memory.module.css'
import { MemoryDetails } from './memory-details.js'
import { MemoryFigures } from './memory-figures.js'
import { MemorySpoken } from './memory-spoken.js'

/** The library that draws is a tenth of the page, so it comes after everything that can be read. */
const loadChart = async () => ({ default: (await import('./memory-chart.js')).MemoryChart })

/** So do the second server and its words. */
const loadTwoServers = async () => {
  const [{ TwoServers }] = await Promise.all([import('./two-servers.js'), loadLaterTexts('servers')])
  return { default: TwoServers }
}

/** In the server, memory: the two big figures, the chart, and what the app puts below it (the crowd). All of this stays in sight; only the details scroll. */
export function MemoryPane({ children }: { readonly children?: ReactNode }) {
  const { t } = useTranslation('shell')
  const isTwo = useHasTwoServers()
  return (
    <Pane name="memory" where={t('panes.memory.where')} what={t('panes.memory.what')}>
      <div className={isTwo ? styles.flows : styles.stays}>
        {isTwo ? <LazyPart load={loadTwoServers} meanwhile={<MemoryFigures />} /> : <MemoryFigures />}
        <Boundary around="part">
          <div className={styles.chartPlace} data-control="memory-chart">
            <LazyPart load={loadChart} meanwhile={null} />
          </div>
        </Boundary>
        {children}
      </div>
      <MemoryDetails />
      <MemorySpoken />
    </Pane>
  )
}
