import { type ReactNode, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../server/protocol/requests.js'
import { BrowserPane } from '../features/browser/browser-pane.js'
import { CatalogueDialog } from '../features/catalogue/catalogue-dialog.js'
import { CompareDialog } from '../features/compare/compare-dialog.js'
import { CrowdBrief } from '../features/crowd/crowd-brief.js'
import { Dock } from '../features/dock/dock.js'
import { KeepDialog } from '../features/keep/keep-dialog.js'
import { LessonFollower } from '../features/lessons/lesson-follower.js'
import { LessonsCrumb } from '../features/lessons/lessons-crumb.js'
import { LessonsDock } from '../features/lessons/lessons-dock.js'
import { MemoryPane } from '../features/memory/memory-pane.js'
import { ConnectionNews } from '../features/news/connection-news.js'
import { News } from '../features/news/news.js'
import { StorePane } from '../features/store/store-pane.js'
import { Why } from '../features/timeline/why.js'
import { TopBar } from '../features/top-bar/top-bar.js'
import { loadLaterTexts } from '../i18n/later.js'
import { useDashboard, useIsThen } from '../state/use-dashboard.js'
import { Boundary } from '../ui/boundary.js'
import { fetchPart, LazyPart } from '../ui/lazy-part.js'
import { useMedia } from '../ui/use-media.js'
import styles from './app.module.css'
import { FaultsMarker } from './faults-marker.js'
import { LanguageFollower } from './language-follower.js'
import { LowerPart } from './lower-part.js'
import { PaneJumps } from './pane-jumps.js'
import { RestingPage } from './resting-page.js'
import { SessionOwnersProvider } from './session-owners-provider.js'
import { TraceRuns } from './trace-runs.js'
import { NoTradeTerms, TradeTerms } from './trade-terms.js'
import { useDock } from './use-dock.js'
import { Workbench } from './workbench.js'

/** Up to this width the panes stand under each other (`workbench.module.css`), and the requests far below. */
const UNDER_EACH_OTHER = '(max-width: 1099px)'

const loadTokenForm = async () => {
  const [{ TokenForm }] = await Promise.all([import('../features/token/token-form.js'), loadLaterTexts('token')])
  return { default: TokenForm }
}
const loadStartHere = async () => ({ default: (await import('../features/dock/start-here.js')).StartHere })
const loadOrnaments = async () => ({ default: (await import('./ornaments.js')).Ornaments })
const loadReport = async () => ({ default: (await import('../features/top-bar/switch-report.js')).SwitchReport })
const loadThenBar = async () => {
  const [{ ThenBar }] = await Promise.all([import('../features/then/then-bar.js'), loadLaterTexts('moment')])
  return { default: ThenBar }
}
const loadStrip = async () => {
  const [{ LessonStrip }] = await Promise.all([import('../features/lessons/lesson-strip.js'), loadLaterTexts('lesson')])
  return { default: LessonStrip }
}

/** What was decided at a request of a side is worded as everywhere else. */
const whyOf = (request: RequestRecord) => <Why request={request} />

/**
 * The page, whose controls rest while nothing can be done.
 *
 * @param props `recording`: stands over everything, where no sandbox stands behind the page
 */
export function App({ recording = null }: { readonly recording?: ReactNode }) {
  return (
    <RestingPage>
      <Page recording={recording} />
    </RestingPage>
  )
}

/** The page: the bar, the lessons' place, three panes and the requests. Features are put together here and know nothing of each other. */
function Page({ recording }: { readonly recording: ReactNode }) {
  const { t } = useTranslation('shell')
  const ready = useDashboard((state) => state.snapshot !== null)
  const needsToken = useDashboard(({ connection }) => connection.phase === 'locked' || connection.phase === 'wrong-token')
  const { open: isOpen, setOpen, isDrawer, isOverAll, closeDrawer } = useDock()
  // The lessons are the sandbox's.
  const open = isOpen && recording === null
  useEffect(() => {
    // It takes the focus when the lessons are folded away, so it must be there then.
    if (open && isDrawer()) fetchPart(loadStrip).catch(() => {})
  }, [open, isDrawer])
  const isHeard = useDashboard(({ connection }) => connection.phase === 'live')
  useEffect(() => {
    // The way back to now stands in it, so it must be there before somebody goes back: the sandbox may be gone by then.
    if (isHeard) fetchPart(loadThenBar).catch(() => {})
  }, [isHeard])
  const isNarrow = useMedia(UNDER_EACH_OTHER)
  const report = (
    <Boundary around="ornament">
      <LazyPart load={loadReport} meanwhile={null} />
    </Boundary>
  )
  if (needsToken) return <LazyPart load={loadTokenForm} meanwhile={null} />
  if (!ready) {
    return (
      <main className={styles.connecting}>
        <h1 className="visually-hidden">Sessionscope</h1>
        <ConnectionNews />
        <p role="status">{t('connecting')}</p>
      </main>
    )
  }
  return (
    <SessionOwnersProvider>
      <a className={styles.skip} href="#panes" inert={isOverAll && open}>
        {t('skip')}
      </a>
      <TradeTerms>
        <Whole>
          <div className={styles.above} inert={isOverAll && open}>
            {recording}
            <Boundary around="part">
              <TopBar dockOpen={open || recording !== null} onOpenDock={() => setOpen(true)} faults={<FaultsMarker />} />
            </Boundary>
            <BarOfThen />
            <PaneJumps report={isNarrow ? report : null} />
          </div>
          {open ? (
            <button type="button" data-looks="" className={styles.scrim} data-dock="" aria-label={t('dock.collapse')} onClick={() => setOpen(false)} />
          ) : null}
          <Workbench
            isCovered={isOverAll && open}
            dock={
              open ? (
                <NoTradeTerms>
                  <Boundary around="part">
                    <Dock crumb={<LessonsCrumb />} onClose={() => setOpen(false)}>
                      <Boundary around="part">
                        <LessonsDock
                          sandbox={<LazyPart load={loadStartHere} meanwhile={null} props={{ onPoint: closeDrawer }} />}
                          isDrawer={isDrawer}
                          onCloseDrawer={closeDrawer}
                        />
                      </Boundary>
                    </Dock>
                  </Boundary>
                </NoTradeTerms>
              ) : null
            }
            news={
              <Boundary around="part">
                <News />
              </Boundary>
            }
            browser={
              <Boundary around="part">
                <BrowserPane />
              </Boundary>
            }
            store={
              <Boundary around="part">
                <StorePane />
              </Boundary>
            }
            memory={
              <Boundary around="part">
                <MemoryPane>
                  <div data-guide="crowd">
                    <Boundary around="part">
                      <CrowdBrief />
                    </Boundary>
                  </div>
                </MemoryPane>
              </Boundary>
            }
            requests={<LowerPart />}
            report={isNarrow ? null : report}
          />
          {open || recording !== null ? null : (
            <NoTradeTerms>
              <Boundary around="ornament">
                <LazyPart load={loadStrip} meanwhile={null} props={{ onOpen: () => setOpen(true) }} />
              </Boundary>
            </NoTradeTerms>
          )}
        </Whole>
      </TradeTerms>
      <CatalogueDialog />
      <KeepDialog />
      <TraceRuns />
      <CompareDialog why={whyOf} />
      <Boundary around="ornament">
        <LazyPart load={loadOrnaments} meanwhile={null} />
      </Boundary>
      {recording === null ? (
        <>
          <LanguageFollower />
          <LessonFollower />
        </>
      ) : null}
    </SessionOwnersProvider>
  )
}

/** All of the page, marked while it shows the past. Apart, so that whoever goes back has only rendered what looks different then. */
function Whole({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.page} data-past={useIsThen() || undefined}>
      {children}
    </div>
  )
}

function BarOfThen() {
  if (!useIsThen()) return null
  return (
    <Boundary around="part">
      <LazyPart load={loadThenBar} meanwhile={null} />
    </Boundary>
  )
}
