/** What became of one point of the contract. */
import type { PointResult, Seen } from '../../protocol/store-catalogue.js'

/** Why a point was not tried. */
export const NOT_ASKED = ['slow', 'no-server', 'no-touch', 'nothing-to-ask', 'never-expires', 'no-adapter', 'not-open'] as const
export type NotAsked = (typeof NOT_ASKED)[number]

export interface Finding {
  readonly result: PointResult
  /** Of `not-asked`. */
  readonly because?: NotAsked
  /** What was seen, as the store or Node.js said it: names of methods, an error. In no language of people. */
  readonly detail?: string
}

export const KEPT: Finding = { result: 'kept' }

/** @param detail left out where there is nothing to add */
export function broken(seen: Seen | readonly Seen[], detail?: string | null): Finding {
  const result = [...new Set(typeof seen === 'string' ? [seen] : seen)].sort()
  return detail ? { result, detail: shortened(detail) } : { result }
}

export function notAsked(because: NotAsked): Finding {
  return { result: 'not-asked', because }
}

/** `kept`, where nothing was seen against it. */
export function judged(seen: readonly Seen[], detail?: string | null): Finding {
  return seen.length === 0 ? KEPT : broken(seen, detail)
}

/** One line of it, since errors come with stacks and queries. */
function shortened(text: string): string {
  const line = text.split('\n', 1)[0]?.trim() ?? ''
  return line.length > 160 ? `${line.slice(0, 159)}…` : line
}
