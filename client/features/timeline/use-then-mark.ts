import { type RefObject, useEffect } from 'react'
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
  useEffect(() => {
    if (mark !== 'here') return
    // With the next frame: to ask where it is now would have the page laid out here, and once more when all panes are what they become.
    const frame = requestAnimationFrame(() => bringIntoSight(place.current))
    return () => cancelAnimationFrame(frame)
  }, [mark, place])
  return mark
}

function bringIntoSight(line: HTMLTableRowElement | null): void {
  const scroller = line === null ? null : scrollerOf(line)
  // Where the whole page scrolls, the panes are what the reader looks at.
  if (line === null || scroller === null || scroller === document.scrollingElement) return
  // One that stays on top is in sight.
  if (line.hasAttribute('data-pinned') && getComputedStyle(line.parentElement ?? line).position === 'sticky') return
  const heading = coveredHeight(line.closest('table'))
  const [room, its] = [scroller.getBoundingClientRect(), line.getBoundingClientRect()]
  scroller.scrollTop += Math.min(0, its.top - room.top - heading) + Math.max(0, its.bottom - room.bottom)
}
