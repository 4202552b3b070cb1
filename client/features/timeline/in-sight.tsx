import { type ComponentType, useLayoutEffect, useRef } from 'react'
import { scrollerOf } from '../../ui/point-at.js'
import { coveredHeight } from './covered.js'

/** The same details, which bring themselves and the row above them into sight when they appear. Made once a component. */
export function inSight<P extends object>(Details: ComponentType<P>): ComponentType<P> {
  return function InSight(props: P) {
    const place = useRef<HTMLDivElement>(null)
    useLayoutEffect(() => {
      const details = place.current?.closest('tr')
      if (details) scrollWhole(details)
    }, [])
    return (
      <div ref={place}>
        <Details {...props} />
      </div>
    )
  }
}

/** Scrolls no more than is needed: until the end is in sight, but never so far that the row itself, below the sticky heading, is not. */
function scrollWhole(details: HTMLTableRowElement): void {
  const row = details.previousElementSibling ?? details
  const heading = coveredHeight(details.closest('table'))
  const scroller = scrollerOf(details)
  if (scroller === null) return
  const room = scroller.getBoundingClientRect()
  const above = row.getBoundingClientRect().top - room.top - heading
  const below = details.getBoundingClientRect().bottom - room.bottom
  if (above < 0) scroller.scrollTop += above
  else if (below > 0) scroller.scrollTop += Math.min(above, below)
}
