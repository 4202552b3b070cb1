/**
 * Where a store keeps what it holds: the addresses of the resources that stores need. They are serialisable, and cross IPC only, since they may hold
 * credentials; what a page may see of a resource is its {@link ResourceState}.
 */
import type { ServedKind } from './served-kinds.js'
import type { Why } from './why.js'

/** The lesson server's own heap. */
export interface HeapAddress {
  readonly resource: 'heap'
}

/** A folder of files on this machine. */
export interface FolderAddress {
  readonly resource: 'folder'
  /** Absolute; it exists, and only this account may read it. */
  readonly path: string
}

export interface MongodbAddress {
  readonly resource: 'mongodb'
  /** A connection string, credentials included. */
  readonly uri: string
  readonly database: string
  readonly collection: string
}

/** A database server behind the general served resource (server/resources/served/). */
export interface ServedAddress<K extends ServedKind> {
  readonly resource: K
  /** What its own package takes for an address, credentials included. */
  readonly url: string
  /**
   * The part of it that is ours, as a plain identifier such as `sessionscope` or `sessionscope_4200`: a prefix of keys, a schema, a database, the beginning
   * of names of tables. Nothing outside of it is ever written, emptied or dropped: the server may hold somebody's data.
   */
  readonly space: string
}

/** An address says by its `resource` which kind it is of. */
export type Address = HeapAddress | FolderAddress | MongodbAddress | { readonly [K in ServedKind]: ServedAddress<K> }[ServedKind]
export type ResourceKind = Address['resource']
export type AddressOf<R extends ResourceKind> = Extract<Address, { readonly resource: R }>

/** One source of a resource that was tried. */
export interface SourceAttempt<Source extends string = string> {
  readonly source: Source
  readonly outcome: 'chosen' | 'not-set' | 'failed' | 'not-needed'
  /** English; why it was not chosen, or how it was found. Redacted. */
  readonly reason: string
  /** For wording in the reader's language: `uri-not-set`, `nothing-listens`, `no-binary`, … */
  readonly code: string
  /** What the code's wording names: `uri-option-value`: option, the name of an option of the connection string. */
  readonly params?: Readonly<Record<string, string>>
}

/** Which source of a resource serves, why the others do not, and how it is. */
export interface ResourceState<Source extends string = string> {
  /** `idle`: it is looked for, and started, when a store that needs it is chosen. */
  readonly phase: 'idle' | 'resolving' | 'up' | 'down'
  /** null: none yet. */
  readonly source: Source | null
  /** In the order tried. */
  readonly attempts: readonly SourceAttempt<Source>[]
  /** Why it is down; null while it is not. */
  readonly why: Why | null
}
