/**
 * Where a store keeps what it holds: the addresses of the resources that stores need. They are serialisable, and cross IPC only, since they may hold
 * credentials; what a page may see of a resource is its {@link ResourceState}.
 */
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

/** An address says by its `resource` which kind it is of. */
export type Address = HeapAddress | FolderAddress | MongodbAddress
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
  readonly phase: 'resolving' | 'up' | 'down'
  /** null: none yet. */
  readonly source: Source | null
  /** In the order tried. */
  readonly attempts: readonly SourceAttempt<Source>[]
  /** Why it is down; null while it is not. */
  readonly why: Why | null
}
