/** What is done at the proxy: the gateway looks at its `Front` with each request, and has an HTTPS address while somebody wants it. */
import { FAULTS, type FaultsInForce, headerLimitOf } from '../../protocol/faults.js'
import { why } from '../../protocol/why.js'
import { httpsFailed } from '../gateway/certificate.js'
import type { Front } from '../gateway/front.js'
import type { HttpsDoor } from '../gateway/https-door.js'
import type { Opened } from '../gateway/opened.js'
import { keepAll, keepShared, PageCache } from '../gateway/page-cache.js'
import type { EventLog } from '../log/event-log.js'
import type { FaultDoer } from './faults.js'

export interface InFrontParts {
  readonly log: EventLog
  readonly front: Front
  /** null: nothing stands in front of this sandbox. */
  readonly https: Pick<HttpsDoor, 'open' | 'close'> | null
}

/** `all:30`: everything, for 30 s. null: there is no cache */
type CachesBy = 'shared' | `all:${number}` | null

function wantedOf(faults: FaultsInForce): { readonly cookieLimitBytes: number | null; readonly cache: CachesBy } {
  const { proxy: limit } = faults['header-limit']?.settings ?? {}
  const { seconds } = faults['cache-all']?.settings ?? {}
  return {
    cookieLimitBytes: limit === undefined || limit === FAULTS['header-limit'].settings.proxy.usual ? null : limit,
    cache: seconds !== undefined ? `all:${seconds}` : faults['cache-shared'] === undefined ? null : 'shared',
  }
}

function openedBy(faults: FaultsInForce): Opened | null {
  const credentials = faults['cors-credentials'] !== undefined
  const [cors, framing] = [credentials || faults.cors !== undefined, faults.framing !== undefined]
  return cors || framing ? { cors, credentials, framing } : null
}

/** An empty one. */
function cacheOf(by: CachesBy): PageCache | null {
  if (by === null) return null
  return new PageCache(by === 'shared' ? keepShared : keepAll(Number(by.slice('all:'.length))))
}

export function inFront({ log, front, https }: InFrontParts): FaultDoer {
  /** What it keeps is forgotten when it becomes another one, and not when something else at the proxy does. */
  let cachesBy: CachesBy = null
  async function openHttps(): Promise<void> {
    if (log.state.https !== null) return
    if (https === null) throw httpsFailed(why('no-proxy', {}, 'there is no proxy in front of this shop. Start Sessionscope with one.'))
    log.append({ kind: 'https-opened', address: await https.open((address) => log.append({ kind: 'https-opened', address })) })
  }
  async function closeHttps(): Promise<void> {
    if (log.state.https === null) return
    // Nobody is sent there any more, then it is gone.
    log.append({ kind: 'https-closed' })
    await https?.close()
  }
  return {
    async apply(faults) {
      const { cookieLimitBytes, cache } = wantedOf(faults)
      if (cache !== cachesBy) front.cache = cacheOf(cache)
      cachesBy = cache
      front.cookieLimitBytes = cookieLimitBytes
      front.serverLimitBytes = headerLimitOf(faults)
      front.forwarded = { says: faults['forwarded-withheld'] === undefined, passes: faults['forwarded-passed'] !== undefined }
      front.opened = openedBy(faults)
      await (faults.https === undefined ? closeHttps() : openHttps())
    },
  }
}
