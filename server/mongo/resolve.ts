/** Finds a MongoDB: the sources in order, the first that serves wins. */
import type { DatabaseOrder } from '../protocol/ipc.js'
import type { MongoAttempt, MongoSourceKind } from '../protocol/state.js'
import { openBinary } from './binary-source.js'
import { openEmbedded } from './embedded-source.js'
import { openLocal } from './local-source.js'
import { isOpen, type OpenSource, type OpenSourceFunction, type SourceAnswer } from './source.js'
import { openUri } from './uri-source.js'

/** Order in which the sources are tried. */
export const SOURCE_ORDER: readonly MongoSourceKind[] = ['uri', 'local', 'binary', 'embedded']

export const SOURCES: Readonly<Record<MongoSourceKind, OpenSourceFunction>> = {
  uri: openUri,
  local: (order) => openLocal(order),
  binary: openBinary,
  embedded: openEmbedded,
}

const NOT_NEEDED = 'Not tried: a source before it serves.'

export interface Resolution {
  /** null when not even the embedded server started. */
  readonly chosen: OpenSource | null
  readonly attempts: readonly MongoAttempt[]
}

/**
 * @param current a source of ours that runs already; when its turn comes it is kept instead of being started a second time
 * @param calledOff see {@link OpenSourceFunction}
 */
export async function resolveSources(order: DatabaseOrder, current: OpenSource | null, calledOff: AbortSignal): Promise<Resolution> {
  const attempts: MongoAttempt[] = []
  let chosen: OpenSource | null = null
  // Looking at the usual port costs nothing and changes nothing, so it does not wait for an address that may be wrong.
  const local = SOURCES.local(order, calledOff)
  local.catch(() => {})
  for (const source of SOURCE_ORDER) {
    if (calledOff.aborted) break
    if (chosen) {
      attempts.push({ source, outcome: 'not-needed', code: 'not-needed', reason: NOT_NEEDED })
      continue
    }
    const kept = current?.kind === source && current.process !== null ? current : null
    const answer: SourceAnswer = kept ?? (await (source === 'local' ? local : SOURCES[source](order, calledOff)))
    if (isOpen(answer)) chosen = answer
    attempts.push(
      isOpen(answer)
        ? { source, outcome: 'chosen', code: answer.code, reason: answer.reason }
        : { source, outcome: answer.outcome, code: answer.code, reason: answer.reason, ...(answer.params ? { params: answer.params } : {}) },
    )
  }
  return { chosen, attempts }
}
