/** Asks a MongoDB whether it can be used, as the shop would use it, within a deadline. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { describeError } from '../redact.js'
import type { AttemptCode } from './attempt-codes.js'
import { explainFailure, explainMalformed } from './explain-failure.js'

export interface ProbeTarget {
  readonly uri: string
  readonly database: string
  readonly collection: string
}

export type ProbeResult =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly code: AttemptCode; readonly what: string; readonly advice: string }

/** Rejects after `ms`, with the error that the driver would have given much later. */
async function deadline(ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal })
  throw new Error(`no answer within ${ms} ms`)
}

/**
 * Connects, asks for the version, and reads from the collection (a user who may not read it could not serve the shop either).
 *
 * @param timeoutMs bounds the whole probe, name resolution included
 * @returns the version, or why not, without any credential; never throws
 */
export async function probe(target: ProbeTarget, timeoutMs: number): Promise<ProbeResult> {
  const stopWaiting = new AbortController()
  let client: MongoClient | undefined
  try {
    client = newClient(target.uri, timeoutMs)
    const ask = async (opened: MongoClient): Promise<string> => {
      await opened.connect()
      const { version } = await opened.db('admin').command({ buildInfo: 1 })
      const hello = await opened.db('admin').command({ hello: 1 })
      if (hello.isWritablePrimary === false) throw new NotWritable('it takes no writes')
      await opened
        .db(target.database)
        .collection(target.collection)
        .findOne({}, { projection: { _id: 1 } })
      return String(version)
    }
    const asking = ask(client)
    // Whoever loses the race must not become an unhandled rejection.
    asking.catch(() => {})
    return { ok: true, version: await Promise.race([asking, everyoneRefused(client), deadline(timeoutMs + 100, stopWaiting.signal)]) }
  } catch (error) {
    if (error instanceof MalformedUri) return { ok: false, ...explainMalformed(error.text) }
    if (error instanceof NotWritable) {
      return {
        ok: false,
        code: 'not-writable',
        what: 'It answers, but takes no writes: it is a secondary.',
        advice: 'Give the address of the primary, or of the whole replica set.',
      }
    }
    return { ok: false, ...explainFailure(error) }
  } finally {
    stopWaiting.abort()
    void client?.close(true).catch(() => {})
  }
}

class NotWritable extends Error {}

class MalformedUri extends Error {
  readonly text: string
  constructor(cause: unknown) {
    super('malformed')
    this.text = describeError(cause)
  }
}

/** @throws MalformedUri for whatever the driver cannot parse */
function newClient(uri: string, timeoutMs: number): MongoClient {
  try {
    return new MongoClient(uri, { serverSelectionTimeoutMS: timeoutMs, connectTimeoutMS: timeoutMs, socketTimeoutMS: timeoutMs, appName: 'sessionscope' })
  } catch (error) {
    throw new MalformedUri(error)
  }
}

/** Rejects as soon as no host of the address is there; the driver would go on asking them until the timeout. */
function everyoneRefused(client: MongoClient): Promise<never> {
  const hopeless = new Set<string>()
  return new Promise((_, reject) => {
    client.on('serverHeartbeatFailed', ({ connectionId, failure }) => {
      const cause = failure.cause instanceof Error ? failure.cause : failure
      if (!/ECONNREFUSED|ENOTFOUND/.test(String(cause))) return
      hopeless.add(connectionId)
      if (hopeless.size >= client.options.hosts.length) reject(cause)
    })
  })
}
