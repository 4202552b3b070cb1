import type { MemoryReading } from '../../../server/protocol/instance-state.js'
import { usePacedInstance, useSnapshot } from '../../state/use-dashboard.js'
import type { Scope } from './compared-runs.js'

/** The readings of the memory, oldest first, renewed twice a second; at once where a life ends or begins. */
export function useReadings(): readonly MemoryReading[] {
  return usePacedInstance(({ memory: { samples } }) => samples)
}

/** What of readings and runs is the reader's business: with a lesson open, what has happened since it was set up. */
export function useScope(): Scope {
  const lesson = useSnapshot((snapshot) => snapshot.lesson?.lesson ?? null)
  const since = useSnapshot(({ lesson: open }) => (open === null ? 0 : (open.readySince ?? Number.POSITIVE_INFINITY)))
  return { lesson, since }
}
