/** Asks a MongoDB whether it can be used, as the shop would use it, within a deadline. */
import { setTimeout as sleep } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import type { AttemptCode } from './attempt-codes.js'
import { explainFailure } from './explain-failure.js'

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
    const ask = async (): Promise<string> => {
      client = new MongoClient(target.uri, {
        serverSelectionTimeoutMS: timeoutMs,
        connectTimeoutMS: timeoutMs,
        socketTimeoutMS: timeoutMs,
        appName: 'sessionscope',
      })
      await client.connect()
      const { version } = await client.db('admin').command({ buildInfo: 1 })
      const hello = await client.db('admin').command({ hello: 1 })
      if (hello.isWritablePrimary === false) throw new NotWritable('it takes no writes')
      await client
        .db(target.database)
        .collection(target.collection)
        .findOne({}, { projection: { _id: 1 } })
      return String(version)
    }
    const asking = ask()
    // Whoever loses the race must not become an unhandled rejection.
    asking.catch(() => {})
    return { ok: true, version: await Promise.race([asking, deadline(timeoutMs + 100, stopWaiting.signal)]) }
  } catch (error) {
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
