/** What the shop keeps in a session: the fields of `req.session`, for TypeScript. */
import type { CookieOptions as CookieAttributes } from 'express'
import 'express-session'

/** One book in a cart; the price in the shop's currency, as it was when it went in. */
export interface CartLine {
  readonly id: string
  readonly title: string
  readonly price: number
}

declare module 'express-session' {
  interface Cookie {
    /** Its attributes, as `res.cookie` takes them; the types of the package leave it out. */
    readonly data: CookieAttributes
  }
  interface SessionData {
    isLoggedIn: boolean
    name: string
    cart: CartLine[]
    /** A message for the next page only. */
    flash: string
  }
}
