import type { Stop } from '../../state/stops.js'

/** Width of the drawing; marks that fall on one of its columns are one. */
export const COLUMNS = 1_000
export const HEIGHT = 24

export interface StripPaths {
  /** Marks of the requests, by who sent them, as one SVG path each. */
  readonly requests: ReadonlyMap<string, string>
  /** Of what happened to servers, stores and the way. */
  readonly events: string
  /** Of what went wrong: deaths, stores that are away. */
  readonly bad: string
  /** The crowds, as bands. */
  readonly crowds: string
}

/** Where the first and the last stop stand. */
export interface Span {
  readonly from: number
  readonly to: number
}

export function spanOf(stops: readonly Stop[]): Span {
  const [from, to] = [stops[0]?.place ?? 0, stops.at(-1)?.place ?? 1]
  return { from, to: Math.max(to, from + 1) }
}

/** In the drawing, 0 to COLUMNS. */
export function columnOf(place: number, { from, to }: Span): number {
  return Math.round(Math.min(1, Math.max(0, (place - from) / (to - from))) * COLUMNS)
}

/** One path for each colour, however many marks there are. */
export function stripPaths(stops: readonly Stop[], span: Span): StripPaths {
  const requests = new Map<string, Set<number>>()
  const [events, bad] = [new Set<number>(), new Set<number>()]
  let crowds = ''
  let crowdFrom: number | null = null
  for (const { of, place } of stops) {
    const column = columnOf(place, span)
    if (of.kind === 'request') {
      const columns = requests.get(of.actor) ?? new Set()
      requests.set(of.actor, columns.add(column))
    } else if (of.kind === 'crowd-started') crowdFrom = column
    else if (of.kind === 'crowd-finished') {
      crowds += band(crowdFrom ?? 0, column)
      crowdFrom = null
    } else (of.kind === 'server-died' || (of.kind === 'store-health' && of.up !== true) ? bad : events).add(column)
  }
  if (crowdFrom !== null) crowds += band(crowdFrom, COLUMNS)
  const low = new Map([...requests].map(([actor, columns]) => [actor, lines(columns, 7, HEIGHT - 7)]))
  return { requests: low, events: lines(events, 3, HEIGHT - 3), bad: lines(bad, 3, HEIGHT - 3), crowds }
}

function lines(columns: ReadonlySet<number>, top: number, bottom: number): string {
  return [...columns].map((column) => `M${column} ${top}V${bottom}`).join('')
}

function band(from: number, to: number): string {
  return `M${from} 9H${Math.max(to, from + 2)}V${HEIGHT - 9}H${from}Z`
}
