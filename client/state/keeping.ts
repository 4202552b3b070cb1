import { createStore } from 'zustand/vanilla'
import type { TimelineRow } from '../../server/protocol/timeline.js'
import type { Trace } from '../../server/protocol/trace.js'
import { dashboardStore } from './dashboard-store.js'

/** What can be kept and shown, one at a time. The order is that of the page's list. */
export const KEEP_VIEWS = ['recording', 'link', 'report', 'curl', 'har', 'json', 'open-recording', 'open-link'] as const
export type KeepView = (typeof KEEP_VIEWS)[number]

/** What is about to be kept. */
export interface Keeping {
  readonly view: KeepView
  /** The rows that the reader sees, oldest first. */
  readonly rows: readonly TimelineRow[]
  /** Id of the request that the reader has opened; null: none. */
  readonly request: string | null
  /** A link that came with the address, to be looked at; null: none did. */
  readonly link: string | null
  /** What a link is to be made of; null: the reader chooses among the rows. */
  readonly trace: Trace | null
}

export const keeping = createStore<{ readonly open: Keeping | null }>()(() => ({ open: null }))

/** Shows what can be kept of these rows; left out: of all. */
export function openKeeping(open: Partial<Keeping>): void {
  const rows = dashboardStore.getState().snapshot?.timeline ?? []
  keeping.setState({ open: { view: KEEP_VIEWS[0], rows, request: null, link: null, trace: null, ...open } })
}

export function closeKeeping(): void {
  keeping.setState({ open: null })
}
