/** Database servers that are found on this machine or started for the sandbox: which there are, how each was found, and how it is. */
import type { ResourceState } from './resources.js'
import type { ServedKind, ServedSource } from './served-kinds.js'

export type * from './served-kinds.js'

export interface ServedState extends ResourceState<ServedSource> {
  /** As it says itself; null: not known. */
  readonly version: string | null
  /** The address as built anew from what was read, `***@` for credentials; null: none, or not to be shown. */
  readonly shown: string | null
  /** It was found and not started by the sandbox (`given`, `usual-port`), so it may hold somebody's data, and a person is asked before the first write. */
  readonly isFound: boolean
  /** Somebody has said in this launch that one that was found may be used. */
  readonly isAllowed: boolean
  /** Resident memory of the process that the sandbox runs for it; null: none, or not known. */
  readonly rssBytes: number | null
}

/** By kind, each of them. */
export type ServedStates = Readonly<Record<ServedKind, ServedState>>
