/** What a glance at a session tells, from its document. Pure. */
import type { FocusedSession } from '../../../server/protocol/stores.js'

export interface SessionGlance {
  readonly isLoggedIn: boolean
  readonly name: string | null
  readonly cartCount: number
}

/** The same as SessionRow tells, for a session whose document is here. MongoDB's has the data under `session`, memory's at the top. */
export function glanceAt(focused: FocusedSession | undefined): SessionGlance | null {
  const document = focused?.stored?.document
  if (document === undefined) return null
  const data = typeof document.session === 'object' && document.session !== null ? (document.session as Record<string, unknown>) : document
  return {
    isLoggedIn: data.isLoggedIn === true,
    name: typeof data.name === 'string' ? data.name : null,
    cartCount: Array.isArray(data.cart) ? data.cart.length : 0,
  }
}
