/** First source: the MongoDB that MONGODB_URI names. */
import { MONGO } from '../config.js'
import type { DatabaseOrder } from '../protocol/ipc.js'
import { redact } from '../redact.js'
import { probe } from './probe.js'
import type { SourceAnswer } from './source.js'

const NOT_SET = 'MONGODB_URI is not set. Set it to the address of a MongoDB that should be used.'

export async function openUri(order: DatabaseOrder): Promise<SourceAnswer> {
  const uri = order.uri?.trim()
  if (!uri) return { kind: 'uri', outcome: 'not-set', code: 'uri-not-set', reason: NOT_SET }
  const answer = await probe({ uri, database: order.database, collection: order.collection }, MONGO.serverSelectionTimeoutMs)
  if (answer.ok) {
    return { kind: 'uri', uri, version: answer.version, code: 'uri-answers', reason: `${redact(uri)} (MONGODB_URI) answers.`, process: null }
  }
  return {
    kind: 'uri',
    outcome: 'failed',
    code: answer.code,
    reason: `MONGODB_URI (${showSafely(uri)}) cannot be used. ${answer.what} ${answer.advice} Then start again, or look for a MongoDB again.`,
  }
}

/** A malformed address may hold a password where the redactor cannot know it; such a one is not shown at all. */
function showSafely(uri: string): string {
  return /^mongodb(\+srv)?:\/\/([^\s/?#@]*@)?[^\s/?#@]+([/?#]|$)/i.test(uri) && !/@.*@/.test(uri) ? redact(uri) : 'not shown: it may hold a password'
}
