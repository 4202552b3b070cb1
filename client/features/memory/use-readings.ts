import type { MemoryReading } from '../../../server/protocol/instance-state.js'
import { useInstance, useSnapshot } from '../../state/use-dashboard.js'
import type { Scope } from './compared-runs.js'

/** The readings of the memory, oldest first. */
export function useReadings(): readonly MemoryReading[] {
  return useInstance(({ memory: { samples } }) => samples)
}

/** What of readings and runs is the reader's business: with a lesson open, what has happened since it was set up. */
export function useScope(): Scope {
  const lesson = useSnapshot((snapshot) => snapshot.lesson?.lesson ?? null)
  const since = useSnapshot(({ lesson: open }) => (open === null ? 0 : (open.readySince ?? Number.POSITIVE_INFINITY)))
  return { lesson, since }
}
