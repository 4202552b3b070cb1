import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, useCallback, useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useShownSession } from '../../state/browser-names.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { selectBrowser, selectSession } from '../../state/selection.js'
import { useSnapshot } from '../../state/use-dashboard.js'
import { type ListEntry, listEntries } from './list-entries.js'
import { SessionListRow } from './session-list-row.js'
import { PAGE_ROWS, type SessionPages } from './session-pages.js'
import styles from './store.module.css'
import { usePages, useSessionCount } from './use-session-pages.js'

const ROW_PX = 28
/** Rows that there is always room for; in a high pane there is more (store.module.css). */
const LEAST_SHOWN = 6
/** Rows that the list has the room of, also while there are fewer: the first sessions push nothing along that is below it. */
const ALWAYS_SHOWN = 3
/** More rows than any screen has room for: from there on, the list's height says nothing new, and what stands in it is not styled anew with each session. */
const MOST_SHOWN = 300

export interface SessionListProps {
  readonly pages: SessionPages
  /** What is searched for; '': all are listed. */
  readonly search: string
  /** The reader is in the list (true) or left it (false): what is shown is reloaded only when nobody reads. */
  readonly onCalm: (calm: boolean) => void
}

/** The sessions, as a list box that holds a hundred thousand: only the rows in sight exist. */
export function SessionList({ pages, search, onCalm }: SessionListProps) {
  const { t } = useTranslation('store')
  const view = usePages(pages, (current) => current)
  const count = useSessionCount(pages, search)
  const isFilling = useSnapshot(({ crowd }) => crowd.running !== null)
  const browsers = useSnapshot((snapshot) => snapshot.browsers)
  const shown = useShownSession()
  const entries = listEntries(view, count ?? 0, browsers, PAGE_ROWS)
  const scroller = useRef<HTMLDivElement>(null)
  const listId = useId()
  const virtualizer = useVirtualizer({ count: entries.length, getScrollElement: () => scroller.current, estimateSize: () => ROW_PX, overscan: 6 })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0

  useEffect(() => pages.show(first - entries.pagesFrom, last), [pages, first, last, entries.pagesFrom])

  const reload = useCallback(() => pages.refresh(dashboardStore.getState().snapshot?.seq ?? 0), [pages])
  const chosen = shown === null ? -1 : entries.find(shown, [first, last])
  const choose = useCallback(
    (entry: ListEntry, index: number) => {
      select(entry)
      // Its document takes a part of the list's room.
      requestAnimationFrame(() => virtualizer.scrollToIndex(index))
    },
    [virtualizer],
  )
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_PX))
    const target = targetOf(event.key, chosen === -1 ? first - 1 : chosen, entries.length, page)
    if (target === null) return
    event.preventDefault()
    const step = target < chosen ? -1 : 1
    const index = entries.at(target).kind === 'divider' ? target + step : target
    virtualizer.scrollToIndex(index)
    if (index >= 0 && index < entries.length) select(entries.at(index))
  }
  return (
    <div
      ref={scroller}
      className={`${styles.list} ${shown === null ? styles.alone : ''}`}
      style={{ '--rows': heightOf(Math.min(MOST_SHOWN, Math.max(ALWAYS_SHOWN, entries.length))), '--least': heightOf(LEAST_SHOWN) } as CSSProperties}
      role="listbox"
      tabIndex={0}
      aria-label={t('list.label')}
      aria-activedescendant={chosen >= first && chosen <= last && chosen !== -1 ? `${listId}-${chosen}` : undefined}
      onKeyDown={move}
      onPointerEnter={() => onCalm(true)}
      onPointerLeave={(event) => onCalm(event.currentTarget.contains(document.activeElement) && event.currentTarget.scrollTop > 0)}
      onBlur={() => onCalm(false)}
      data-part="session-list"
    >
      <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="presentation">
        {items.map(({ index, key, start }) => (
          <SessionListRow
            key={key}
            elementId={`${listId}-${index}`}
            top={start}
            entry={entries.at(index)}
            index={index}
            // Not known while a crowd comes in: told anew with each count, it would have each row rendered.
            setSize={isFilling ? -1 : entries.length}
            isChosen={index === chosen}
            onChoose={choose}
            onExpired={reload}
          />
        ))}
      </div>
    </div>
  )
}

function select(entry: ListEntry): void {
  if (entry.kind === 'browser') selectBrowser(entry.browser.id)
  else if (entry.kind === 'session') selectSession(entry.id)
}

const heightOf = (rows: number) => `${rows * ROW_PX + 2}px`

/** The row that a key goes to; null for keys that are not ours. */
function targetOf(key: string, from: number, length: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  }
  const step = steps[key]
  return step === undefined ? null : Math.min(length - 1, Math.max(0, from + step))
}
