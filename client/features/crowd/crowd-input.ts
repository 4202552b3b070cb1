/** What people type into the crowd form, read and checked. Pure. */
import type { CrowdOrder } from '../../../server/protocol/crowd.js'
import { LIMITS } from '../../state/limits.js'

/** Users a second that the form offers; null: full speed. */
export const PACES = [null, 10, 100, 1_000] as const satisfies readonly CrowdOrder['usersPerSecond'][]
export const HEAP_LIMITS_MB = [64, 96, 128, 256, 512] as const

/** A whole number as people write it, grouped or not: "10000", "10 000", "10.000", "10,000". null: none. */
export function parseCount(text: string): number | null {
  const trimmed = text.trim()
  if (/^\d+$/.test(trimmed)) return Number(trimmed)
  return /^\d{1,3}([\s.,]\d{3})+$/.test(trimmed) ? Number(trimmed.replace(/\D/g, '')) : null
}

export interface FieldProblem {
  readonly field: 'users' | 'cartItems'
  readonly min: number
  readonly max: number
}

/** Reads the form: the order that it amounts to, or which fields do not fit their bounds. */
export function readCrowdForm(form: {
  readonly users: string
  readonly cartItems: string
  readonly usersPerSecond: number | null
  readonly behaviour?: CrowdOrder['behaviour']
}): { readonly order: CrowdOrder; readonly problems: readonly [] } | { readonly order: null; readonly problems: readonly FieldProblem[] } {
  const users = parseCount(form.users)
  const behaviour = form.behaviour ?? 'shop'
  // Who only visits has no cart.
  const cartItems = behaviour === 'visit' ? 0 : parseCount(form.cartItems)
  const problems: FieldProblem[] = []
  if (users === null || users < 1 || users > LIMITS.crowdUsers) problems.push({ field: 'users', min: 1, max: LIMITS.crowdUsers })
  if (cartItems === null || cartItems > LIMITS.crowdCartItems) problems.push({ field: 'cartItems', min: 0, max: LIMITS.crowdCartItems })
  if (users === null || cartItems === null || problems.length > 0) return { order: null, problems }
  return { order: { users, cartItems: behaviour === 'visit' ? 0 : cartItems, usersPerSecond: form.usersPerSecond, behaviour }, problems: [] }
}
