/**
 * The shop with a switch as one would write it first: copy the sessions while traffic flows, then let the next request have the other store.
 * The control: it must lose writes, or the measurement of the real switch could not see a loss.
 */
import { createServer, type RequestListener } from 'node:http'
import session from 'express-session'
import { createShop } from '../../lesson-server/create-shop.js'
import type { StoreTarget } from '../../protocol/ipc.js'
import type { SessionOptions } from '../../protocol/session-options.js'
import type { OpenStore } from '../../stores/adapter.js'
import { openStore } from '../../stores/opening.js'
import { findAdapter } from '../../stores/registry.js'
import { answerParent, listen } from './answer-parent.js'

export interface NaiveShopFunctions {
  /** Begins on the first store, and answers with the port. */
  start(targets: readonly StoreTarget[], options: SessionOptions): Promise<number>
  /** On to the next store, and from the last to the first. */
  flip(): Promise<void>
}

let sides: readonly { readonly open: OpenStore; readonly app: RequestListener }[] = []
let active = 0

answerParent<NaiveShopFunctions>(
  {
    async start(targets, options) {
      sides = await Promise.all(
        targets.map(async (target) => {
          const open = await openStore(findAdapter(target.kind), session, target.address)
          return { open, app: createShop({ store: open.store, options, secrets: ['a-secret-of-the-benchmark'] }) }
        }),
      )
      return await listen(createServer((req, res) => sides[active]?.app(req, res)))
    },
    async flip() {
      const from = sides[active]
      const next = (active + 1) % sides.length
      const to = sides[next]
      if (from === undefined || to === undefined) return
      for await (const batch of from.open.entries()) await to.open.put(batch)
      active = next
      await from.open.clear()
    },
  },
  async () => {
    for (const { open } of sides) await open.close()
  },
)
