/** The client of the Redis store, and what its errors mean. */
import { STORES } from '../config.js'
import { ProblemError } from '../protocol/problem.js'
import { asParams, said, type Why, why } from '../protocol/why.js'
import { within } from '../within.js'
import { reasonOf } from './default-explain.js'

export const REDIS_LABEL = 'Redis'

export type RedisClient = Awaited<ReturnType<typeof connectRedis>>

const LOST = why('lost-connection', {}, 'It has lost its connection.')
const OFFLINE = new Set(['ClientOfflineError', 'ClientClosedError', 'SocketClosedUnexpectedlyError', 'DisconnectsClientError'])
/** A client that has been connected tries again after this long, for as long as it takes. */
const RECONNECT_MS = 200

/** @throws ProblemError `store-unreachable` within STORES.probeDeadlineMs */
export async function connectRedis(url: string) {
  const { createClient } = await import('redis')
  let isReady = false
  const client = createClient({
    url,
    RESP: 2,
    name: 'sessionscope-shop',
    disableOfflineQueue: true,
    socket: { connectTimeout: STORES.probeDeadlineMs, reconnectStrategy: () => (isReady ? RECONNECT_MS : false) },
  })
  // Without a listener, a lost connection would end the process; what it means shows in the calls.
  client.on('error', () => undefined)
  try {
    await within(client.connect(), STORES.probeDeadlineMs)
    isReady = true
    return client
  } catch (error) {
    if (client.isOpen) client.destroy()
    throw redisUnreachable(whyRedis(error))
  }
}

export function redisUnreachable(reason: Why): ProblemError {
  return new ProblemError('store-unreachable', `${REDIS_LABEL} cannot be used now. ${reason.message}`, { ...asParams(reason), store: REDIS_LABEL })
}

/** What an error of the client or the server means. */
export function whyRedis(error: unknown): Why {
  const name = error instanceof Error ? error.constructor.name : ''
  return OFFLINE.has(name) ? LOST : said(reasonOf(error))
}
