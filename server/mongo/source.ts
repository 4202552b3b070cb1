/** What the four sources of a MongoDB have in common. */
import type { FoundMongodb, MongoSourceKind } from '../protocol/mongo.js'
import type { OwnedProcess } from '../resources/owned-process.js'
import type { Found, Refused } from '../resources/sources.js'
import type { AttemptCode } from './attempt-codes.js'

/** A MongoDB that answers. */
export interface OpenSource extends Found {
  readonly kind: MongoSourceKind
  /** The real address, credentials included. */
  readonly uri: string
  /** As `buildInfo` says. */
  readonly version: string
  readonly code: AttemptCode
  /** The process behind it where we started it; null for a MongoDB elsewhere. */
  readonly process: OwnedProcess | null
  /** What was there before us; left out where we started it. */
  readonly found?: FoundMongodb
}

/** Why a source does not serve. */
export interface Refusal extends Refused {
  readonly kind: MongoSourceKind
  readonly code: AttemptCode
}

export type SourceAnswer = OpenSource | Refusal

export function isOpen(answer: SourceAnswer): answer is OpenSource {
  return 'uri' in answer
}
