/** First source: the MongoDB that MONGODB_URI names. */
import { MONGO } from '../config.js'
import type { MongodbOrder } from '../protocol/ipc.js'
import { probe } from './probe.js'
import type { SourceAnswer } from './source.js'

const NOT_SET = 'MONGODB_URI is not set. Set it to the address of a MongoDB that should be used.'

export async function openUri(order: MongodbOrder): Promise<SourceAnswer> {
  const uri = order.uri?.trim()
  if (!uri) return { kind: 'uri', outcome: 'not-set', code: 'uri-not-set', reason: NOT_SET }
  const answer = await probe({ uri, database: order.database, collection: order.collection }, MONGO.serverSelectionTimeoutMs)
  if (answer.ok) {
    const { version, shown } = answer
    return { kind: 'uri', uri, version, code: 'uri-answers', reason: `${shown} (MONGODB_URI) answers.`, process: null }
  }
  const { code, params, shown, what, advice } = answer
  return {
    kind: 'uri',
    outcome: 'failed',
    code,
    ...(params ? { params } : {}),
    reason: `MONGODB_URI (${shown ?? 'not shown: it may hold a password'}) cannot be used. ${what} ${advice} Then start again, or look for a MongoDB again.`,
  }
}
