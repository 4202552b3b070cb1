/** The shop's last two handlers: no such page, and whatever went wrong. Nothing of a session, an id or an address of a store ever stands on these pages. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { failurePage, mistakePage } from './pages.js'
import { wordsFor } from './words.js'

/** What an error is, as far as a visitor may know. */
export type Failure =
  | {
      readonly of: 'store'
      /** `silent`: no answer in time; `unreachable`: nobody there; `failed`: it answered with an error. */
      readonly how: 'silent' | 'unreachable' | 'failed'
      /** The store's name; null where it is not known. */
      readonly label: string | null
      /** When it is worth trying again; null where nobody can say. */
      readonly retryAfterSeconds: number | null
    }
  | {
      readonly of: 'shop'
      readonly message: string
      /** The line of the source that threw it; null where it is not known. */
      readonly place: { readonly file: string; readonly line: number } | null
    }

/** Tells the errors of the store from those of the shop's own code. Called at most once for an answer. */
export type ExplainError = (error: unknown, res: Response) => Failure

export const answerNotFound: RequestHandler = (req, res) => {
  const words = wordsFor(req)
  res.status(404).send(mistakePage(words, words.notFound))
}

function field(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined
}

/** Status that `http-errors` (Express's body parser) put on an error that the sender caused; null for all others. */
function senderStatus(error: unknown): number | null {
  const status = field(error, 'status')
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}

/** Answers whatever was thrown or passed on, in the visitor's language. */
export const answerErrors =
  (explain: ExplainError): ErrorRequestHandler =>
  (error, req, res, _next) => {
    // A save that failed: express-session sent the headers before it knew (its `end` in index.js), and the answer is already out.
    if (res.writableEnded) return
    if (res.headersSent) {
      req.socket.destroy() // as Express does; but Express would also print the error, and a store's error may hold the whole session
      return
    }
    const words = wordsFor(req)
    const status = senderStatus(error)
    if (status !== null) {
      res.status(status).send(mistakePage(words, words.badForm))
      return
    }
    const failure = explain(error, res)
    if (failure.of === 'shop') {
      const { message, place } = failure
      const where = place ? words.defectAt(place.file, place.line) : words.defectWhy
      res.status(500).send(failurePage(words, words.defect, where, words.defectNext, message))
      return
    }
    const { how, label, retryAfterSeconds } = failure
    if (retryAfterSeconds !== null) res.set('Retry-After', String(retryAfterSeconds))
    const reasons = { silent: words.storeSilent, unreachable: words.storeUnreachable, failed: words.storeFailed }
    res.status(503).send(failurePage(words, words.storeAway, words.storeAwayWhy(label, reasons[how]), words.storeAwayNext))
  }
