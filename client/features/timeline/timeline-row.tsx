import { Pin } from 'lucide-react'
import { type ComponentProps, memo, type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { loadLaterTexts } from '../../i18n/later.js'
import { TermStops } from '../../jsx/terms.js'
import { formatTimeOfDay } from '../../ui/format.js'
import { LazyPart } from '../../ui/lazy-part.js'
import { type EventCells, useEventCells } from './event-cells.js'
import { togglePinned } from './pinned-rows.js'
import { RequestAnswer, RequestCookie, RequestOperations, RequestWho } from './request-cells.js'
import styles from './timeline.module.css'
import { useGrownRow } from './use-rows.js'
import { useThenMark } from './use-then-mark.js'
import { Why } from './why.js'

// What is seen of a row once it is opened.
const loadRequestDetails = async () => {
  const [{ inSight }, { OpenedRequest }] = await Promise.all([
    import('./in-sight.js'),
    import('./opened-request.js'),
    loadLaterTexts('chain', 'way', 'sites', 'moment', 'problems'),
  ])
  return { default: inSight(OpenedRequest) }
}
const loadEventDetails = async () => {
  const [{ inSight }, { EventDetails }] = await Promise.all([import('./in-sight.js'), import('./event-details.js')])
  return { default: inSight(EventDetails) }
}

export interface TimelineTableRowProps {
  readonly row: TimelineRow
  readonly isOpen: boolean
  /** The row that Tab goes to; the others are reached with the arrow keys. */
  readonly isTabStop: boolean
  /** It came since the step before began: then its reasons stand there in full. */
  readonly isTaught: boolean
  /** It stays on top. */
  readonly isPinned: boolean
  readonly onToggle: (key: string) => void
  readonly onFocus: (key: string) => void
}

/** One row, and below it, when it is open, all that it holds. Rows that did not change are not rendered again. */
export const TimelineTableRow = memo(
  function TimelineTableRow(props: TimelineTableRowProps) {
    return props.row.kind === 'request' ? <RequestRow {...props} row={props.row} /> : <EventRow {...props} row={props.row} />
  },
  (before, after) =>
    before.row === after.row &&
    before.isOpen === after.isOpen &&
    before.isTabStop === after.isTabStop &&
    before.isTaught === after.isTaught &&
    before.isPinned === after.isPinned &&
    before.onToggle === after.onToggle,
)

type RowOf<K extends TimelineRow['kind']> = Omit<TimelineTableRowProps, 'row'> & { readonly row: Extract<TimelineRow, { kind: K }> }

function RequestRow({ row, ...rest }: RowOf<'request'>) {
  const { t, i18n } = useTranslation('timeline')
  const { request } = row
  const what = `${request.method} ${request.path}`
  const cells = {
    when: formatTimeOfDay(i18n.language, row.at),
    who: <RequestWho request={request} />,
    request: (
      <span translate="no" title={what}>
        {what}
      </span>
    ),
    cookie: <RequestCookie request={request} />,
    store: <RequestOperations operations={request.operations} />,
    answer: <RequestAnswer request={request} />,
    why: <Why request={request} />,
  }
  return (
    <Frame
      {...rest}
      row={row}
      cells={cells}
      label={t('openRow', { what })}
      sessionId={request.sessionId}
      details={<LazyPart load={loadRequestDetails} meanwhile={null} props={{ request }} />}
    />
  )
}

function EventRow({ row: given, ...rest }: RowOf<Exclude<TimelineRow['kind'], 'request'>>) {
  const { t } = useTranslation('timeline')
  const row = useGrownRow(given)
  const cells = useEventCells(row)
  const details = row.kind === 'death' || row.kind === 'crowd' ? <LazyPart load={loadEventDetails} meanwhile={null} props={{ row }} /> : null
  return <Frame {...rest} row={row} cells={cells} label={t('openRow', { what: cells.label })} sessionId={null} details={details} />
}

interface FrameProps extends TimelineTableRowProps {
  readonly cells: Omit<EventCells, 'label'>
  readonly label: string
  readonly sessionId: string | null
  /** null: there is nothing more to see. */
  readonly details: ReactNode | null
}

function Frame({ row, isOpen, isTabStop, isTaught, isPinned, onToggle, onFocus, cells, label, sessionId, details }: FrameProps) {
  const { t } = useTranslation('timeline')
  const tone = row.kind === 'crowd' ? styles.fold : row.kind === 'death' || (row.kind === 'store-health' && !row.up) ? styles.dead : ''
  const toggle = details === null ? undefined : () => onToggle(row.key)
  const cell = (column: keyof typeof cells, content: ReactNode) => (
    <td className={styles[column]} data-label={t(`column.${column}`)}>
      {content}
    </td>
  )
  return (
    <>
      <Line
        row={row}
        className={`${tone} ${isOpen ? styles.open : ''} ${isTaught || isOpen ? styles.whole : ''} ${details === null ? '' : styles.openable} ${isPinned ? styles.pinned : ''}`}
        data-session-row={sessionId ?? undefined}
        data-kind={row.kind}
        data-taught={isTaught || undefined}
        data-pinned={isPinned || undefined}
        data-crossed={row.kind === 'request' ? row.request.crossed?.kind : undefined}
        onClick={toggle}
      >
        {cell(
          'when',
          details === null ? (
            <span className="num">{cells.when}</span>
          ) : (
            <>
              <button
                type="button"
                className={`${styles.rowButton} num`}
                data-row-button=""
                tabIndex={isTabStop ? 0 : -1}
                aria-expanded={isOpen}
                aria-label={`${String(cells.when)}, ${label}`}
                onFocus={() => onFocus(row.key)}
                onKeyDown={(event) => {
                  if (event.key.toLowerCase() !== 'p' || event.ctrlKey || event.metaKey || event.altKey) return
                  event.preventDefault()
                  togglePinned(row)
                }}
                onClick={(event) => {
                  event.stopPropagation()
                  toggle?.()
                }}
              >
                {cells.when}
              </button>
              {row.kind === 'request' ? <PinRow row={row} isPinned={isPinned} isTabStop={isTabStop} what={label} /> : null}
            </>
          ),
        )}
        {cell('who', cells.who)}
        {cell('request', cells.request)}
        {cell('cookie', cells.cookie)}
        {cell('store', cells.store)}
        {cell('answer', cells.answer)}
        {cell('why', cells.why)}
      </Line>
      {isOpen && details !== null ? (
        <tr className={styles.detailsRow} data-opened-row="">
          <td colSpan={7}>
            <TermStops are>{details}</TermStops>
          </td>
        </tr>
      ) : null}
    </>
  )
}

/** The row itself, which alone is rendered again when the reader goes to another moment: what stands in it stays as it is. */
function Line({ row, children, ...attributes }: ComponentProps<'tr'> & { readonly row: TimelineRow }) {
  const { t } = useTranslation('moment')
  const place = useRef<HTMLTableRowElement>(null)
  const then = useThenMark(row, place)
  return (
    <tr
      ref={place}
      aria-current={then === 'here' || undefined}
      data-then-row={then ?? undefined}
      title={then === 'later' ? t('later') : undefined}
      {...attributes}
    >
      {children}
    </tr>
  )
}

/** Shown where the pointer or the focus is, and always at a row that is pinned. */
function PinRow({ row, isPinned, isTabStop, what }: Pick<FrameProps, 'row' | 'isPinned' | 'isTabStop'> & { readonly what: string }) {
  const { t } = useTranslation('timeline')
  const does = t(isPinned ? 'unpin' : 'pin')
  return (
    <button
      type="button"
      className={styles.pin}
      aria-pressed={isPinned}
      aria-label={`${does}. ${what}`}
      title={does}
      tabIndex={isTabStop ? 0 : -1}
      onClick={(event) => {
        event.stopPropagation()
        togglePinned(row)
      }}
    >
      <Pin size={12} aria-hidden />
    </button>
  )
}
