/** Which of several lesson servers a session goes to, where each gets a store of its own. Both ends go by it. */

export interface Shares {
  /** How many lesson servers there are. */
  readonly count: number
  /** Of the one that is asked, from 0 on. */
  readonly own: number
  /** Where the balancer sends a session's browser, by the session's id. */
  readonly known: ReadonlyMap<string, number>
}

/** The number of the lesson server that a session belongs to. One that the balancer does not know is dealt out by its id, the same at both ends. */
export function shareOf(id: string, { count, known }: Pick<Shares, 'count' | 'known'>): number {
  const there = known.get(id)
  if (there !== undefined) return there
  let sum = 0
  for (let n = 0; n < id.length; n++) sum = (sum * 31 + id.charCodeAt(n)) >>> 0
  return sum % count
}
