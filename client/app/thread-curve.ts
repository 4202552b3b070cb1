export interface Curve {
  /** Path data, in pixels of the window. */
  readonly path: string
}

/** Room between an end and its letters. */
const GAP_PX = 4
/** Room for the dot before the id in the list. */
const DOT_ROOM_PX = 17
const MIN_DISTANCE_PX = 24
/** The bend lies in the gutter between the panes, and this much at each side of it. */
const GUTTER_PX = 14

/** Is the middle of it inside the window and every box that clips it? */
function inSight(element: Element, box: DOMRect): boolean {
  const y = box.top + box.height / 2
  if (box.width === 0 || y < 0 || y > innerHeight) return false
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    if (getComputedStyle(parent).overflowY === 'visible') continue
    const clip = parent.getBoundingClientRect()
    if (y < clip.top || y > clip.bottom) return false
  }
  return true
}

/** The curve from one element's end to another's beginning; null when one is missing, out of sight, or not at the right of the other. */
export function curveBetween(from: string, to: string): Curve | null {
  const start = document.querySelector(from)
  const end = document.querySelector(to)
  if (!start || !end) return null
  const a = start.getBoundingClientRect()
  const b = end.getBoundingClientRect()
  if (!inSight(start, a) || !inSight(end, b)) return null
  // What follows on the same line is not struck through: the thread runs below it.
  const isFollowed = (start.nextElementSibling?.getClientRects()[0]?.top ?? Number.POSITIVE_INFINITY) < a.bottom - GAP_PX
  const x1 = Math.round(isFollowed ? a.right - GAP_PX : a.right + GAP_PX)
  const y1 = Math.round(isFollowed ? a.bottom + 1 : a.top + a.height / 2)
  const x2 = Math.round(b.left - DOT_ROOM_PX)
  const y2 = Math.round(b.top + b.height / 2)
  if (x2 - x1 < MIN_DISTANCE_PX) return null
  const edge = start.closest('[data-pane]')?.getBoundingClientRect().right ?? x1
  const turn = Math.round(Math.min(Math.max(x1, edge - GUTTER_PX), x2 - MIN_DISTANCE_PX))
  const bend = (x2 - turn) * 0.7
  return { path: `M${x1} ${y1} H${turn} C${turn + bend} ${y1},${x2 - bend} ${y2},${x2} ${y2}` }
}
