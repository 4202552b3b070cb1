import { Download, Pause } from 'lucide-react'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { loadLaterTexts } from '../../i18n/later.js'
import { openKeeping } from '../../state/keeping.js'
import { useLive } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { Pane } from '../../ui/pane.js'
import { FilterBar } from './filter-bar.js'
import { GoBack } from './go-back.js'
import { asTheyAre, usePinned } from './pinned-rows.js'
import { holdRows, isFilter } from './row-filter.js'
import { TimelineTable } from './timeline-table.js'
import styles from './timeline-tools.module.css'
import { useFilterRows } from './use-filter-rows.js'
import { useRowFilter } from './use-row-filter.js'
import { newestRows, useTimeline } from './use-rows.js'

const loadChips = async () => {
  const [{ FilterChips }] = await Promise.all([import('./filter-chips.js'), loadLaterTexts('filter')])
  return { default: FilterChips }
}

/** The requests, newest first: what each one did, and did not do. */
export function TimelinePane({ views = null }: { /** What else can stand in this place. */ readonly views?: ReactNode }) {
  const { t } = useTranslation(['timeline', 'shell'])
  const timeline = useTimeline()
  const filter = useRowFilter()
  const filterRows = useFilterRows(filter)
  const pinned = usePinned()
  const [pausedAt, setPausedAt] = useState<string | null>(null)
  const [openKey, setOpenKey] = useState<string | null>(null)
  const [heldAt, setHeldAt] = useState<string | null>(null)
  const rows = useMemo(() => filterRows(timeline), [timeline, filterRows])
  const { shown, waiting } = useMemo(() => holdRows(timeline, rows, pausedAt ?? heldAt), [timeline, rows, pausedAt, heldAt])
  const onTop = useMemo(() => asTheyAre(pinned, timeline), [pinned, timeline])
  const newest = timeline.at(-1)?.key ?? null
  const now = useRef({ openKey, firstKey: shown[0]?.key ?? null })
  now.current = { openKey, firstKey: shown[0]?.key ?? null }
  // The same one always: with another, each row would be another.
  const toggleRow = useCallback((key: string) => {
    const opened = now.current.openKey === key ? null : key
    setOpenKey(opened)
    // An open row is being read: newer ones wait until it is closed.
    setHeldAt(opened === null ? null : now.current.firstKey)
  }, [])
  const goOn = () => {
    setPausedAt(null)
    setHeldAt(null)
    setOpenKey(null)
  }
  const taughtSince = useTaughtSince()
  useOnLessonBegun(goOn)
  return (
    <Pane
      name="requests"
      control="timeline"
      where={t('shell:panes.requests.where')}
      what={t('shell:panes.requests.what')}
      aside={
        <>
          <div className={styles.tools} data-tools="">
            <Waiting count={waiting} onGoOn={goOn} />
            <FilterBar filter={filter} />
            <Button
              kind="quiet"
              aria-pressed={pausedAt !== null}
              title={`${t('timeline:hold')}. ${t('timeline:holdWhy')}`}
              onClick={() => setPausedAt(pausedAt === null ? newest : null)}
            >
              <Pause size={14} aria-hidden /> <span className={styles.word}>{t('timeline:hold')}</span>
            </Button>
            <GoBack />
            <Button
              kind="quiet"
              title={`${t('shell:keep.open')}. ${t('shell:keep.why')}`}
              onClick={() => openKeeping({ rows: filterRows(newestRows()).toReversed() })}
            >
              <Download size={14} aria-hidden /> <span className={styles.word}>{t('shell:keep.open')}</span>
            </Button>
            {views}
          </div>
          {isFilter(filter) ? (
            <div className={styles.filters}>
              <LazyPart load={loadChips} meanwhile={null} props={{ hidden: timeline.length - rows.length, total: timeline.length }} />
            </div>
          ) : null}
        </>
      }
    >
      {shown.length === 0 && onTop.length === 0 ? null : (
        <TimelineTable rows={shown} pinned={onTop} openKey={openKey} onToggle={toggleRow} taughtSince={taughtSince} />
      )}
      {rows.length === 0 ? <Empty isFiltered={timeline.length > 0} /> : null}
    </Pane>
  )
}

/** Since when is what happens what the open lesson is about: since the step before began, whose rows are still being read. null: no lesson is open. */
function useTaughtSince(): number | null {
  const since = useLive(({ lesson }) => (lesson === null || lesson.settingUp ? null : lesson.stepSince))
  const [step, setStep] = useState({ since, before: since })
  if (step.since !== since) setStep({ since, before: since === null ? null : (step.since ?? since) })
  return step.before
}

/** When a lesson is opened, and again when it has been set up. */
function useOnLessonBegun(onBegun: () => void): void {
  const begun = useLive(({ lesson }) => (lesson === null ? null : `${lesson.lesson}/${lesson.readySince}`))
  const [seen, setSeen] = useState(begun)
  if (begun === seen) return
  setSeen(begun)
  if (begun !== null) onBegun()
}

/** Newer rows that wait while a row is open or the table is pinned. It stands in the heading, which never scrolls away. */
function Waiting({ count, onGoOn }: { readonly count: number; readonly onGoOn: () => void }) {
  const { t, i18n } = useTranslation('timeline')
  if (count === 0) return null
  return (
    <button type="button" className={`${styles.waiting} num`} title={t('waitingWhy')} onClick={onGoOn}>
      {t('waiting', { count, number: formatNumber(i18n.language, count) })}
    </button>
  )
}

function Empty({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t } = useTranslation('timeline')
  const key = isFiltered ? 'filtered' : 'none'
  return (
    <p className={styles.empty}>
      <b>{t(`empty.${key}.what`)}</b> {t(`empty.${key}.why`)}
    </p>
  )
}
