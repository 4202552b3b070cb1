/** Finds a MongoDB: the sources in order, the first that serves wins. */
import type { DatabaseOrder } from '../protocol/ipc.js'
import type { MongoSourceKind } from '../protocol/mongo.js'
import { type Choice, firstThatServes } from '../resources/sources.js'
import { openBinary } from './binary-source.js'
import { openEmbedded } from './embedded-source.js'
import { explainFailure } from './explain-failure.js'
import { lookForForeign } from './foreign.js'
import { openLocal } from './local-source.js'
import { isOpen, type OpenSource, type SourceAnswer } from './source.js'
import { openUri } from './uri-source.js'

/** Order in which the sources are tried. */
export const SOURCE_ORDER: readonly MongoSourceKind[] = ['uri', 'local', 'binary', 'embedded']

/** `calledOff`: this process is to end, so what is being started is ended again, and nothing more is started. */
export const SOURCES: Readonly<Record<MongoSourceKind, (order: DatabaseOrder, calledOff: AbortSignal) => Promise<SourceAnswer>>> = {
  uri: async (order) => lookedThrough(await openUri(order), order),
  local: async (order) => lookedThrough(await openLocal(order), order),
  binary: openBinary,
  embedded: openEmbedded,
}

/**
 * @param current a source that runs here already; when its turn comes it is kept instead of being started a second time
 * @param calledOff see {@link SOURCES}
 * @returns nothing chosen when not even the embedded server started
 */
export async function resolveSources(order: DatabaseOrder, current: OpenSource | null, calledOff: AbortSignal): Promise<Choice<MongoSourceKind, OpenSource>> {
  // Looking at the usual port costs nothing and changes nothing, so it does not wait for an address that may be wrong.
  const local = SOURCES.local(order, calledOff)
  local.catch(() => {})
  return await firstThatServes<MongoSourceKind, OpenSource>(
    SOURCE_ORDER,
    (source) => {
      if (current?.kind === source && current.process !== null) return current
      return source === 'local' ? local : SOURCES[source](order, calledOff)
    },
    calledOff,
  )
}

/** One that was there before may hold somebody's documents where a store would keep its sessions. */
async function lookedThrough(answer: SourceAnswer, order: DatabaseOrder): Promise<SourceAnswer> {
  if (!isOpen(answer)) return answer
  const { kind } = answer
  try {
    const found = await lookForForeign(answer.uri, order)
    const [collection] = found.foreign
    if (!order.staysOwn || collection === undefined) return { ...answer, found }
    const place = `${order.database}.${collection}`
    const reason = `It answers, but its collection ${place} holds documents that were not put there from this data folder. The one that runs for the sandbox stays; after a new start you are asked before anything is written there.`
    return { kind, outcome: 'failed', code: 'holds-documents', params: { collection: place }, reason }
  } catch (error) {
    const { code, what, advice, params } = explainFailure(error)
    return { kind, outcome: 'failed', code, ...(params ? { params } : {}), reason: `It cannot be used. ${what} ${advice}` }
  }
}
