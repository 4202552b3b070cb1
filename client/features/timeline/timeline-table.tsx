import { Fragment, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { TermStops } from '../../jsx/terms.js'
import { useSettledMoment } from '../../state/settled-moment.js'
import { Button } from '../../ui/button.js'
import { SetUpRow } from './set-up-row.js'
import { foldSetUps } from './set-up-rows.js'
import styles from './timeline.module.css'
import { TimelineTableRow } from './timeline-row.js'

/** Rows that exist at first, and how many more each time the reader comes near the end. */
const STEP = 30
export const COLUMNS = ['when', 'who', 'request', 'cookie', 'store', 'answer', 'why'] as const

export interface TimelineTableProps {
  readonly rows: readonly TimelineRow[]
  /** Stand above them, each once. */
  readonly pinned: readonly TimelineRow[]
  readonly openKey: string | null
  readonly onToggle: (key: string) => void
  /** Epoch ms: what came since then is what the open lesson is about, and its reasons are never cut. null: no lesson is open. */
  readonly taughtSince: number | null
}

/** A real table. Up and Down go from row to row, Enter opens one. */
export function TimelineTable({ rows: all, pinned, openKey, onToggle, taughtSince }: TimelineTableProps) {
  const { t } = useTranslation('timeline')
  const [limit, setLimit] = useState(STEP)
  const [focusKey, setFocusKey] = useState<string | null>(null)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(() => new Set())
  const rows = useMemo(() => withoutPinned(all, pinned), [all, pinned])
  // Rows that are far down are there once the reader rests.
  const lookedAt = useSettledMoment((moment) => moment?.request ?? null)
  const least = lookedAt === null ? 0 : rows.findIndex((row) => row.kind === 'request' && row.request.id === lookedAt) + 1
  const shown = useMemo(() => foldSetUps(rows.slice(0, Math.max(limit, least))), [rows, limit, least])
  const toggleSetUp = useCallback((key: string) => setUnfolded((before) => toggled(before, key)), [])
  const tabStop = [...pinned, ...shown].some(({ key }) => key === focusKey) ? focusKey : (pinned[0]?.key ?? shown[0]?.key ?? null)
  const tableRow = (row: TimelineRow) => (
    <TimelineTableRow
      key={row.key}
      row={row}
      isOpen={row.key === openKey}
      isTabStop={row.key === tabStop}
      isTaught={taughtSince !== null && row.at >= taughtSince}
      isPinned={pinned.includes(row)}
      onToggle={onToggle}
      onFocus={setFocusKey}
    />
  )
  return (
    <>
      <table className={styles.table} aria-rowcount={pinned.length + rows.length + 1} onKeyDown={moveFocus}>
        <caption className="visually-hidden">{t('caption')}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={styles[column]}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        {pinned.length === 0 ? null : (
          <tbody className={styles.pinnedRows}>
            <TermStops are={false}>{pinned.map((row) => tableRow(row))}</TermStops>
          </tbody>
        )}
        <tbody>
          <TermStops are={false}>
            {shown.map((entry) =>
              entry.kind === 'set-up' ? (
                <Fragment key={entry.key}>
                  <SetUpRow setUp={entry} isOpen={unfolded.has(entry.key)} isTabStop={entry.key === tabStop} onToggle={toggleSetUp} onFocus={setFocusKey} />
                  {unfolded.has(entry.key) ? entry.rows.map((row) => tableRow(row)) : null}
                </Fragment>
              ) : (
                tableRow(entry)
              ),
            )}
          </TermStops>
        </tbody>
      </table>
      {rows.length > limit ? <More onMore={() => setLimit(limit + STEP)} /> : null}
    </>
  )
}

function withoutPinned(rows: readonly TimelineRow[], pinned: readonly TimelineRow[]): readonly TimelineRow[] {
  if (pinned.length === 0) return rows
  const keys = new Set(pinned.map(({ key }) => key))
  return rows.filter(({ key }) => !keys.has(key))
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return keys.has(key) ? new Set([...keys].filter((each) => each !== key)) : new Set([...keys, key])
}

function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement) || event.target.dataset.rowButton === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-button]')]
  const next = buttons[buttons.indexOf(event.target) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}

/** Older rows come by themselves when the end of the table comes into sight; the button is there for who cannot scroll. */
function More({ onMore }: { readonly onMore: () => void }) {
  const { t } = useTranslation('timeline')
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (end.current === null || typeof IntersectionObserver === 'undefined') return
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && onMore())
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [onMore])
  return (
    <div ref={end}>
      <Button kind="quiet" onClick={onMore}>
        {t('older')}
      </Button>
    </div>
  )
}
