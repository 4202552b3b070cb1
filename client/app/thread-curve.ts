export interface Curve {
  /** Path data, in pixels of the window. */
  readonly path: string
}

/** Room between an end and its letters. */
const GAP = 4
/** Room for the dot before the id in the list. */
const DOT_ROOM = 18
const MIN_DISTANCE = 24

/** Is the middle of it inside every box that clips it? */
function inSight(element: Element, box: DOMRect): boolean {
  const y = box.top + box.height / 2
  if (box.width === 0 || y < 0 || y > innerHeight) return false
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent)
    if (overflowY === 'visible') continue
    const clip = parent.getBoundingClientRect()
    if (y < clip.top || y > clip.bottom) return false
  }
  return true
}

/** The last of the lines over which an element breaks. */
function lastLine(element: Element): DOMRect {
  return [...element.getClientRects()].at(-1) ?? element.getBoundingClientRect()
}

/** The curve from one element's end to another's beginning; null when one is missing, out of sight, or not at the right of the other. */
export function curveBetween(from: string, to: string): Curve | null {
  const start = document.querySelector(from)
  const end = document.querySelector(to)
  if (!start || !end) return null
  const a = lastLine(start)
  const b = end.getClientRects()[0] ?? end.getBoundingClientRect()
  if (!inSight(start, a) || !inSight(end, b)) return null
  const x1 = Math.round(a.right + GAP)
  const y1 = Math.round(a.top + a.height / 2)
  const x2 = Math.round(b.left - DOT_ROOM)
  const y2 = Math.round(b.top + b.height / 2)
  if (x2 - x1 < MIN_DISTANCE) return null
  const bend = Math.min(60, (x2 - x1) * 0.75)
  return { path: `M${x1} ${y1} C${x1 + bend} ${y1},${x2 - bend} ${y2},${x2} ${y2}` }
}
