/** Packages that are installed on demand, in sets: one for each store, or for what stands in for a database. */
import type { Problem } from './problem.js'

export interface PackagesState {
  /** Every set that there is. */
  readonly sets: readonly PackageSetState[]
  /** The installation under way; null: none is. */
  readonly installing: Installation | null
  /** How the last installation ended, until the next one begins; null: none has, or it was cancelled. */
  readonly last: { readonly set: string /** null: it is there. */; readonly problem: Problem | null } | null
}

export interface PackageSetState {
  readonly id: string
  /** By name, the exact version. */
  readonly packages: Readonly<Record<string, string>>
  /** Kinds of the stores that it is for. */
  readonly stores: readonly string[]
  /** What it takes on the disk, in bytes; about, as long as it is not installed. */
  readonly bytes: number
  /** Packages among them that would run a script of their own while they are installed. They do without. */
  readonly scripts: readonly string[]
  /** `project`: somebody has put it among the project's own packages; `data-folder`: it was installed on demand; null: it is not there. */
  readonly installed: 'project' | 'data-folder' | null
}

/** What npm has done so far, as it is found on the disk. */
export interface Installation {
  readonly set: string
  /** `looking-up`: npm asks the registry which packages that are; `fetching`: they are downloaded and unpacked; `placing`: the whole is put where it is used. */
  readonly phase: 'looking-up' | 'fetching' | 'placing'
  /** Packages that have been unpacked; while npm looks up, answers of the registry. */
  readonly packages: number
  /** How many there will be; null: not known yet. */
  readonly totalPackages: number | null
  /** Bytes on the disk so far. */
  readonly bytes: number
}
