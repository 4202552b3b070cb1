import { Download, Pin } from 'lucide-react'
import { memo, type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { useBrowserName } from '../../state/browser-names.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { Button } from '../../ui/button.js'
import { formatNumber } from '../../ui/format.js'
import { Pane } from '../../ui/pane.js'
import { download, exportRows } from './export-rows.js'
import { filterRows, holdRows, type RowFilter, type Who } from './row-filter.js'
import styles from './timeline.module.css'
import { TimelineTable } from './timeline-table.js'
import { newestRows, useTimeline } from './use-rows.js'

/** The requests, newest first: what each one did, and did not do. */
export function TimelinePane({ views = null }: { /** What else can stand in this place. */ readonly views?: ReactNode }) {
  const { t } = useTranslation(['timeline', 'shell'])
  const timeline = useTimeline()
  const [filter, setFilter] = useState<RowFilter>({ who: 'all', crowd: true })
  const [pinnedAt, setPinnedAt] = useState<string | null>(null)
  const [openKey, setOpenKey] = useState<string | null>(null)
  const [heldAt, setHeldAt] = useState<string | null>(null)
  const rows = useMemo(() => filterRows(timeline, filter), [timeline, filter])
  const { shown, waiting } = holdRows(rows, pinnedAt ?? heldAt)
  const newest = rows[0]?.key ?? null
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
    setPinnedAt(null)
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
        <div className={styles.tools}>
          <Waiting count={waiting} onGoOn={goOn} />
          <Filter filter={filter} onFilter={setFilter} />
          <Button kind="quiet" aria-pressed={pinnedAt !== null} title={t('timeline:pinWhy')} onClick={() => setPinnedAt(pinnedAt === null ? newest : null)}>
            <Pin size={14} aria-hidden /> {t('timeline:pin')}
          </Button>
          <Button
            kind="quiet"
            title={t('timeline:exportWhy')}
            disabled={rows.length === 0}
            onClick={() => download(exportRows(filterRows(newestRows(), filter).toReversed()), 'sessionscope-requests.json')}
          >
            <Download size={14} aria-hidden /> {t('timeline:export')}
          </Button>
          {views}
        </div>
      }
    >
      {rows.length === 0 ? (
        <Empty isFiltered={timeline.length > 0} />
      ) : (
        <TimelineTable rows={shown} openKey={openKey} onToggle={toggleRow} taughtSince={taughtSince} />
      )}
    </Pane>
  )
}

const Filter = memo(function Filter({ filter, onFilter }: { readonly filter: RowFilter; readonly onFilter: (filter: RowFilter) => void }) {
  const { t } = useTranslation(['timeline', 'shell'])
  const followed = useSnapshot((snapshot) => snapshot.browsers)
  const former = useSnapshot((snapshot) => snapshot.formerBrowsers)
  // As one text, which is the same as long as they are.
  const seen = useSnapshot(({ formerBrowsers, timeline }) =>
    formerBrowsers
      .filter(({ id }) => hasRows(timeline, id))
      .map(({ id }) => id)
      .join(' '),
  ).split(' ')
  const nameOf = useBrowserName()
  const browsers = [...followed, ...former.filter(({ id }) => seen.includes(id) && !followed.some((each) => each.id === id))]
  const choices: readonly { readonly who: Who; readonly text: string }[] = [
    { who: 'all', text: t('timeline:filter.all') },
    ...browsers.map((browser) => ({ who: browser.id, text: nameOf(browser) })),
    { who: 'other', text: t('timeline:filter.other') },
    { who: 'server', text: t('timeline:filter.server') },
  ]
  return (
    <>
      <select
        className={styles.chooser}
        aria-label={t('timeline:filter.label')}
        value={filter.who}
        onChange={(event) => onFilter({ ...filter, who: choices.find(({ who }) => who === event.target.value)?.who ?? 'all' })}
      >
        {choices.map(({ who, text }) => (
          <option key={who} value={who}>
            {text}
          </option>
        ))}
      </select>
      <label className={styles.crowd}>
        <input
          type="checkbox"
          checked={filter.crowd}
          disabled={filter.who !== 'all'}
          onChange={(event) => onFilter({ ...filter, crowd: event.target.checked })}
        />
        {t('timeline:filter.crowd')}
      </label>
    </>
  )
})

function hasRows(timeline: readonly TimelineRow[], actor: string): boolean {
  return timeline.some((row) => row.kind === 'request' && row.request.actor === actor)
}

/** Since when is what happens what the open lesson is about: since the step before began, whose rows are still being read. null: no lesson is open. */
function useTaughtSince(): number | null {
  const since = useSnapshot(({ lesson }) => (lesson === null || lesson.settingUp ? null : lesson.stepSince))
  const [step, setStep] = useState({ since, before: since })
  if (step.since !== since) setStep({ since, before: since === null ? null : (step.since ?? since) })
  return step.before
}

/** When a lesson is opened, and again when it has been set up. */
function useOnLessonBegun(onBegun: () => void): void {
  const begun = useSnapshot(({ lesson }) => (lesson === null ? null : `${lesson.lesson}/${lesson.readySince}`))
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
