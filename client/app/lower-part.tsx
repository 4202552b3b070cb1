import { Activity } from 'react'
import { useTranslation } from 'react-i18next'
import { TimelinePane } from '../features/timeline/timeline-pane.js'
import { showBelow } from '../state/lower-view.js'
import { useDashboard } from '../state/use-dashboard.js'
import { Boundary } from '../ui/boundary.js'
import { Button } from '../ui/button.js'
import { LazyPart } from '../ui/lazy-part.js'
import styles from './lower-part.module.css'

const loadCrowd = async () => {
  const { CrowdPane } = await import('../features/crowd/crowd-pane.js')
  return { default: () => <CrowdPane views={<Views />} /> }
}

/** Below the panes: the requests, or the crowd once somebody has asked for it. What is hidden keeps what was typed and opened in it, and renders nothing. */
export function LowerPart() {
  const lower = useDashboard((state) => state.lower)
  const isCrowdOpened = useDashboard((state) => state.isCrowdOpened)
  return (
    <>
      <Activity mode={lower === 'requests' ? 'visible' : 'hidden'}>
        <Boundary around="part">
          <TimelinePane views={isCrowdOpened ? <Views /> : null} />
        </Boundary>
      </Activity>
      {isCrowdOpened ? (
        <Activity mode={lower === 'crowd' ? 'visible' : 'hidden'}>
          <Boundary around="part">
            <LazyPart load={loadCrowd} meanwhile={null} />
          </Boundary>
        </Activity>
      ) : null}
    </>
  )
}

/** What can stand here. */
function Views() {
  const { t } = useTranslation('shell')
  const lower = useDashboard((state) => state.lower)
  return (
    <fieldset className={styles.views}>
      <legend className="visually-hidden">{t('panes.below')}</legend>
      {(['requests', 'crowd'] as const).map((view) => (
        <Button key={view} kind="quiet" aria-pressed={lower === view} onClick={() => showBelow(view)}>
          {t(`panes.${view}.short`)}
        </Button>
      ))}
    </fieldset>
  )
}
