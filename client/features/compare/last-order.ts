import type { CompareStart } from './draft.js'

let last: CompareStart | null = null

/** What this page asked for last, to be asked once more with a yes; null: another page did. */
export function lastOrder(): CompareStart | null {
  return last
}

export function rememberOrder(order: CompareStart): CompareStart {
  last = order
  return order
}
