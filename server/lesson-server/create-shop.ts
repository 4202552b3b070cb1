/** The shop as the sandbox runs it: which one, what it sells, and who tells it what its errors are. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Store } from 'express-session'
import { CATALOGUE } from '../protocol/catalogue.js'
import { optionsInCode, type SessionOptions } from '../protocol/session-options.js'
import { explainError } from './explain-error.js'
import { createApp } from './shop/app.js'
import { SHOPS } from './shop/variants.js'

export interface ShopOrder {
  readonly store: Store
  readonly options: SessionOptions
  /** First signs, all verify. */
  readonly secrets: readonly string[]
}

/**
 * @param name one of SHOPS
 * @throws Error there is no shop of this name; whoever asks for one has looked before
 */
export function createShop({ store, options, secrets }: ShopOrder, name = 'standard'): RequestListener {
  const shop = SHOPS.find((known) => known.name === name)
  if (!shop) throw new Error(`There is no shop "${name}".`)
  const app = createApp({ store, options: optionsInCode(options), secrets, trustProxy: options.trustProxy, books: CATALOGUE, explainError }, shop)
  return (req, res) => void app(req as Parameters<typeof app>[0], res as Parameters<typeof app>[1], (error?: unknown) => endAnyhow(req, res, error))
}

/**
 * What is left when the shop's own error handler has had its turn: express-session passes on a save that failed after an error page was sent. Express would
 * print that error, which may hold the whole session, and close the connection, under whoever's request comes next on it.
 */
function endAnyhow(req: IncomingMessage, res: ServerResponse, error: unknown): void {
  if (res.writableEnded) return
  if (res.headersSent) req.socket.destroy()
  else res.writeHead(error ? 500 : 404).end()
}
