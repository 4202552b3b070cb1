/** The shop's last two handlers: no such page, and whatever went wrong. Nothing of a session, an id or an address of a store ever stands on these pages. */
import type { ErrorRequestHandler, RequestHandler } from 'express'
import { ProblemError } from '../protocol/problem.js'
import { failurePage, mistakePage } from './pages.js'
import { describeMistake, isThrownByShop, noteMistake } from './shop-mistake.js'
import { wordsFor } from './shop-words.js'
import { storeFailureKind } from './store-failure.js'

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

export const answerError: ErrorRequestHandler = (error, req, res, _next) => {
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
  const kind = isThrownByShop(error) ? null : storeFailureKind(error)
  if (kind === null) {
    const mistake = describeMistake(error)
    noteMistake(res, mistake)
    const where = mistake.place ? words.defectAt(mistake.place.file, mistake.place.line) : words.defectWhy
    res.status(500).send(failurePage(words, words.defect, where, words.defectNext, mistake.message))
    return
  }
  const retryAfterSeconds = field(error, 'retryAfterSeconds')
  if (typeof retryAfterSeconds === 'number') res.set('Retry-After', String(retryAfterSeconds))
  const reasons = { silent: words.storeSilent, unreachable: words.storeUnreachable, failed: words.storeFailed }
  const label = error instanceof ProblemError ? error.problem.params.store : undefined
  const why = words.storeAwayWhy(typeof label === 'string' ? label : null, reasons[kind])
  res.status(503).send(failurePage(words, words.storeAway, why, words.storeAwayNext))
}
