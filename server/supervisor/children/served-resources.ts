/** Every served resource of a launch, each once. None of them runs before a store needs it. */
import { SERVED_KINDS, type ServedKind, type ServedUrls } from '../../protocol/served-kinds.js'
import { findAdapter } from '../../stores/registry.js'
import type { EventLog } from '../log/event-log.js'
import { ServedProcess } from './served-process.js'

export type ServedResources = { readonly [K in ServedKind]: ServedProcess<K> }

export interface ServedLaunch {
  readonly log: EventLog
  /** Addresses from the environment, by kind. */
  readonly urls: ServedUrls
  readonly dataFolder: string
  /** See ServedAddress. */
  readonly space: string
  /** Kind of the store that the launch begins with: whoever chose it has chosen what it needs. */
  readonly store: string
}

export function servedResources({ log, urls, dataFolder, space, store }: ServedLaunch): ServedResources {
  const chosen = findAdapter(store).resource
  const make = (kind: ServedKind) => [kind, new ServedProcess(kind, { log, given: urls[kind] ?? null, dataFolder, space, isAllowed: chosen === kind })]
  return Object.fromEntries(SERVED_KINDS.map(make)) as unknown as ServedResources
}
