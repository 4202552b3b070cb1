import { Activity } from 'react'
import { useTranslation } from 'react-i18next'
import { ForgetAll } from '../features/store/forget-all.js'
import { TimelinePane } from '../features/timeline/timeline-pane.js'
import { loadLaterTexts } from '../i18n/later.js'
import { Looks } from '../jsx/resting.js'
import { showCompare } from '../state/compare-page.js'
import { showBelow } from '../state/lower-view.js'
import { useDashboard, useLive } from '../state/use-dashboard.js'
import { Boundary } from '../ui/boundary.js'
import { Button } from '../ui/button.js'
import { LazyPart } from '../ui/lazy-part.js'
import styles from './lower-part.module.css'

const loadCrowd = async () => {
  const { CrowdPane } = await import('../features/crowd/crowd-pane.js')
  return { default: () => <CrowdPane views={<Views />} /> }
}

const loadWay = async () => {
  const [{ WayPane }, { BalancerRule }] = await Promise.all([
    import('../features/way/way-pane.js'),
    import('../features/memory/balancer-rule.js'),
    loadLaterTexts('way', 'servers', 'sites'),
  ])
  return { default: () => <WayPane views={<Views />} rule={<BalancerRule />} forgetAll={<ForgetAll />} /> }
}

/** Below the panes: the requests, or the crowd or the way once somebody has asked for it. What is hidden keeps what was typed and opened in it, and renders nothing. */
export function LowerPart() {
  const lower = useDashboard((state) => state.lower)
  const isCrowdOpened = useDashboard((state) => state.isCrowdOpened)
  const isWayOpened = useDashboard((state) => state.isWayOpened)
  return (
    <div className={styles.lower} data-lower={lower}>
      <Activity mode={lower === 'requests' ? 'visible' : 'hidden'}>
        <Boundary around="part">
          <Looks>
            <TimelinePane views={<Views />} />
          </Looks>
        </Boundary>
      </Activity>
      {isCrowdOpened ? (
        <Activity mode={lower === 'crowd' ? 'visible' : 'hidden'}>
          <Boundary around="part">
            <LazyPart load={loadCrowd} meanwhile={null} />
          </Boundary>
        </Activity>
      ) : null}
      {isWayOpened ? (
        <Activity mode={lower === 'way' ? 'visible' : 'hidden'}>
          <Boundary around="part">
            <LazyPart load={loadWay} meanwhile={null} />
          </Boundary>
        </Activity>
      ) : null}
    </div>
  )
}

/** Stands for what is there once the way has been opened. */
const OPENS_WAY = { 'data-control': 'way wire', 'data-opens': 'way' }

/** What can stand here: a choice as soon as there is more than the requests, and until then only a way to more. */
function Views() {
  const { t } = useTranslation('shell')
  const lower = useDashboard((state) => state.lower)
  const isCrowdOpened = useDashboard((state) => state.isCrowdOpened)
  const isWayOpened = useDashboard((state) => state.isWayOpened)
  const hasRequests = useLive(({ timeline }) => timeline.some(({ kind }) => kind === 'request'))
  const toWay = (
    <Button looks kind="quiet" aria-pressed={isCrowdOpened || isWayOpened ? lower === 'way' : undefined} onClick={() => showBelow('way')} {...OPENS_WAY}>
      {t('panes.way.short')}
    </Button>
  )
  // There has to be something that can be repeated.
  const toCompare = hasRequests ? (
    <Button looks kind="quiet" data-opens="compare" aria-haspopup="dialog" onClick={() => showCompare(true)}>
      {t('compare.open')}
    </Button>
  ) : null
  if (!isCrowdOpened && !isWayOpened)
    return (
      <>
        {toWay}
        {toCompare}
      </>
    )
  const others = isCrowdOpened ? (['requests', 'crowd'] as const) : (['requests'] as const)
  return (
    <fieldset className={styles.views}>
      <legend className="visually-hidden">{t('panes.below')}</legend>
      {others.map((view) => (
        <Button looks key={view} kind="quiet" aria-pressed={lower === view} onClick={() => showBelow(view)}>
          {t(`panes.${view}.short`)}
        </Button>
      ))}
      {toWay}
      {toCompare}
    </fieldset>
  )
}
