import { createStore } from 'zustand/vanilla'
import type { Trace } from '../../server/protocol/trace.js'

/** The page on which the same acts are repeated twice. `trace`: what is to be repeated; null: the reader chooses. */
export const comparePage = createStore<{ readonly isOpen: boolean; readonly trace: Trace | null }>()(() => ({ isOpen: false, trace: null }))

export function showCompare(isOpen: boolean, trace: Trace | null = null): void {
  comparePage.setState({ isOpen, trace })
}
