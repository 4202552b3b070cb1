/** Finds a MongoDB: the sources in order, the first that serves wins. */
import type { DatabaseOrder } from '../protocol/ipc.js'
import type { MongoSourceKind } from '../protocol/mongo.js'
import { type Choice, firstThatServes } from '../resources/sources.js'
import { openBinary } from './binary-source.js'
import { openEmbedded } from './embedded-source.js'
import { openLocal } from './local-source.js'
import type { OpenSource, OpenSourceFunction } from './source.js'
import { openUri } from './uri-source.js'

/** Order in which the sources are tried. */
export const SOURCE_ORDER: readonly MongoSourceKind[] = ['uri', 'local', 'binary', 'embedded']

export const SOURCES: Readonly<Record<MongoSourceKind, OpenSourceFunction>> = {
  uri: openUri,
  local: (order) => openLocal(order),
  binary: openBinary,
  embedded: openEmbedded,
}

/**
 * @param current a source that runs here already; when its turn comes it is kept instead of being started a second time
 * @param calledOff see {@link OpenSourceFunction}
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
