/** What the shop keeps in a session: the fields of `req.session`, for TypeScript. */
import 'express-session'

/** One book in a cart; the price in the shop's currency, as it was when it went in. */
export interface CartLine {
  readonly id: string
  readonly title: string
  readonly price: number
}

declare module 'express-session' {
  interface SessionData {
    isLoggedIn: boolean
    name: string
    cart: CartLine[]
    /** A message for the next page only. */
    flash: string
  }
}
