import { type RefObject, useLayoutEffect } from 'react'
import type { TimelineRow } from '../../../server/protocol/timeline.js'
import { useDashboard } from '../../state/use-dashboard.js'
import { scrollerOf } from '../../ui/point-at.js'
import { coveredHeight } from './covered.js'

/**
 * Where a row stands to the moment that the reader looks at: it is that one, which comes into sight by itself, or it came later. null: it is of before, or
 * the reader looks at now.
 */
export function useThenMark(row: TimelineRow, place: RefObject<HTMLTableRowElement | null>): 'here' | 'later' | null {
  const mark = useDashboard(({ moment }) => {
    if (moment === null) return null
    if (row.kind === 'request' && row.request.id === moment.request) return 'here'
    return row.at > moment.at ? 'later' : null
  })
  useLayoutEffect(() => {
    const line = place.current
    const scroller = line !== null && mark === 'here' ? scrollerOf(line) : null
    // Where the whole page scrolls, the panes are what the reader looks at.
    if (line === null || scroller === null || scroller === document.scrollingElement) return
    // One that stays on top is in sight.
    if (line.hasAttribute('data-pinned') && getComputedStyle(line.parentElement ?? line).position === 'sticky') return
    const heading = coveredHeight(line.closest('table'))
    const [room, its] = [scroller.getBoundingClientRect(), line.getBoundingClientRect()]
    scroller.scrollTop += Math.min(0, its.top - room.top - heading) + Math.max(0, its.bottom - room.bottom)
  }, [mark, place])
  return mark
}
