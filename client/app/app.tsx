import { useTranslation } from 'react-i18next'
import { BrowserPane } from '../features/browser/browser-pane.js'
import { CrowdPanel } from '../features/crowd/crowd-panel.js'
import { MemoryPane } from '../features/memory/memory-pane.js'
import { StorePane } from '../features/store/store-pane.js'
import { TimelinePane } from '../features/timeline/timeline-pane.js'
import { useDashboard } from '../state/use-dashboard.js'
import styles from './app.module.css'
import { SessionLight } from './session-light.js'
import { SessionOwnersProvider } from './session-owners-provider.js'

/** The page: the bar, the lessons' place, three panes and the requests. Features are put together here and know nothing of each other. */
export function App() {
  const { t } = useTranslation('shell')
  const ready = useDashboard((state) => state.snapshot !== null)
  if (!ready) return <p className={styles.connecting}>{t('connecting')}</p>
  return (
    <SessionOwnersProvider>
      <div className={styles.page}>
        <main className={styles.stage}>
          <div className={styles.panes}>
            <BrowserPane />
            <StorePane />
            <MemoryPane>
              <CrowdPanel />
            </MemoryPane>
          </div>
          <div className={styles.requests}>
            <TimelinePane />
          </div>
        </main>
      </div>
      <SessionLight />
    </SessionOwnersProvider>
  )
}
