import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { TermStops } from '../../jsx/terms.js'
import { Button } from '../../ui/button.js'
import styles from './timeline.module.css'
import { TimelineTableRow } from './timeline-row.js'

/** Rows that exist at first, and how many more each time the reader comes near the end. */
const STEP = 60
export const COLUMNS = ['when', 'who', 'request', 'cookie', 'store', 'answer', 'why'] as const

export interface TimelineTableProps {
  readonly rows: readonly TimelineRow[]
  readonly openKey: string | null
  readonly onToggle: (key: string) => void
  /** Stands above the rows: how many newer ones wait. */
  readonly waiting: ReactNode
}

/** A real table. Up and Down go from row to row, Enter opens one. */
export function TimelineTable({ rows, openKey, onToggle, waiting }: TimelineTableProps) {
  const { t } = useTranslation('timeline')
  const [limit, setLimit] = useState(STEP)
  const [focusKey, setFocusKey] = useState<string | null>(null)
  const shown = rows.slice(0, limit)
  const tabStop = shown.some(({ key }) => key === focusKey) ? focusKey : (shown[0]?.key ?? null)
  return (
    <>
      {waiting}
      <table className={styles.table} aria-rowcount={rows.length + 1} onKeyDown={moveFocus}>
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
        <tbody>
          <TermStops are={false}>
            {shown.map((row) => (
              <TimelineTableRow
                key={row.key}
                row={row}
                isOpen={row.key === openKey}
                isTabStop={row.key === tabStop}
                onToggle={onToggle}
                onFocus={setFocusKey}
              />
            ))}
          </TermStops>
        </tbody>
      </table>
      {rows.length > limit ? <More onMore={() => setLimit(limit + STEP)} /> : null}
    </>
  )
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
