/** The geometry of the lines: from the edge of one box to the edge of the next, across or down. */

export interface Point {
  readonly x: number
  readonly y: number
}

interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A line between two boxes. */
export interface Span {
  /** As SVG writes it. */
  readonly path: string
}

/** @param to lies beside the other box (then the line goes across), or below it */
export function spanBetween(from: Box, to: Box): Span {
  const isAcross = to.x >= from.x + from.width
  const [a, b]: [Point, Point] = isAcross
    ? [
        { x: from.x + from.width, y: from.y + from.height / 2 },
        { x: to.x, y: to.y + to.height / 2 },
      ]
    : [
        { x: from.x + from.width / 2, y: from.y + from.height },
        { x: to.x + to.width / 2, y: to.y },
      ]
  const [c, d]: [Point, Point] = isAcross
    ? [
        { x: (a.x + b.x) / 2, y: a.y },
        { x: (a.x + b.x) / 2, y: b.y },
      ]
    : [
        { x: a.x, y: (a.y + b.y) / 2 },
        { x: b.x, y: (a.y + b.y) / 2 },
      ]
  return { path: `M${at(a)} C${at(c)} ${at(d)} ${at(b)}` }
}

/** One line of several: what travels along it passes through the boxes between them. */
export function joined(spans: readonly Span[]): string {
  return spans.map(({ path }, index) => (index === 0 ? path : path.replace('M', 'L'))).join(' ')
}

function at({ x, y }: Point): string {
  return `${Math.round(x)},${Math.round(y)}`
}
