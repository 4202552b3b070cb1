/** What the network panel of a browser's developer tools shows of a file that it imported. */
export interface ShownArchive {
  readonly rows: readonly ShownRow[]
  /** What the panel says of the row that was asked for, a text each. */
  readonly details: { readonly headers: string; readonly cookies: string; readonly timings: string }
}

export interface ShownRow {
  /** As it stands there: `302`. */
  readonly status: string
  /** The last part of the address. */
  readonly name: string
  /** `12 ms`; empty where there was no room for it. */
  readonly time: string
}

/** The requests in an archive: how many, and which of them to open, from 0. */
export interface Wanted {
  readonly count: number
  readonly chosen: number
}

/** Imports an archive as somebody does who has the file. */
export type ImportArchive = (path: string, wanted: Wanted) => Promise<ShownArchive>

/** How long a panel may take to show what it was given. */
export const IMPORTED_WITHIN_MS = 30_000
