import { createStore } from 'zustand/vanilla'
import type { Trace } from '../../server/protocol/trace.js'

/** A trace that is being run, from a link; whoever shows it begins and ends it (features/keep/trace-run-bar.tsx). */
export interface TraceRun {
  readonly trace: Trace
  readonly pace: 'short' | 'same' | 'none'
}

export const traceRun = createStore<{ readonly run: TraceRun | null }>()(() => ({ run: null }))

export function startTraceRun(run: TraceRun): void {
  traceRun.setState({ run })
}

export function endTraceRun(): void {
  traceRun.setState({ run: null })
}
