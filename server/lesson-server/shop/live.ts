/** `/live`: who the shop takes you for, said again and again while the connection stays open, as server-sent events (HTML Standard, section 9.2). */
import type { Request, Response } from 'express'
import type { SessionData } from 'express-session'

/** From one message to the next, and until the shop ends it; a browser's EventSource then asks anew. */
const EVERY_MS = 1_000
const FOR_MS = 60_000

type Known = Partial<Pick<SessionData, 'isLoggedIn' | 'name' | 'cart'>>

/** A visitor as a message has it. */
export function whoIs({ isLoggedIn = false, name, cart = [] }: Known): string {
  return JSON.stringify({ isLoggedIn, name: name ?? null, cart: cart.length })
}

/**
 * Sends a message at once and then every second, until there is none, a minute has passed, or the visitor goes.
 *
 * @param next calls back with the next message; null: it is over
 */
export function sendEvents(res: Response, next: (say: (message: string | null) => void) => void): void {
  const endAt = Date.now() + FOR_MS
  let timer: NodeJS.Timeout | undefined
  res.once('close', () => clearTimeout(timer))
  res.set('Content-Type', 'text/event-stream').flushHeaders()

  const tell = () =>
    next((message) => {
      if (res.closed || res.writableEnded) return
      if (message !== null) res.write(`data: ${message}\n\n`)
      if (message === null || Date.now() >= endAt) res.end()
      else timer = setTimeout(tell, EVERY_MS)
    })
  tell()
}

/** The textbook's: asks the store before each message, so that whoever has logged out hears nothing more. */
export function live(req: Request, res: Response): void {
  if (!req.session.isLoggedIn) {
    res.status(401).json({ error: 'Log in first.' })
    return
  }
  sendEvents(res, (say) => {
    // Loaded anew, and with it what the end of this answer may save: an old copy would bring back what has been changed or logged out meanwhile.
    req.session.reload((error) => {
      if (error) leaveSession(req)
      say(error ? null : whoIs(req.session))
    })
  })
}

/** What came to an end here is the stream. Its old copy of the session is not saved, and the session is not destroyed for it, as `unset: 'destroy'` would have it. */
function leaveSession(req: Request): void {
  Reflect.deleteProperty(req, 'session')
  Reflect.deleteProperty(req, 'sessionID')
}
