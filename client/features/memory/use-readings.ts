import { useRef } from 'react'
import type { InstanceState, MemoryReading } from '../../../server/protocol/instance-state.js'
import { PACE_MS } from '../../state/pace.js'
import { useInstance, useIsThen, useSnapshot } from '../../state/use-dashboard.js'
import type { Scope } from './compared-runs.js'

/** The readings of the memory, oldest first, renewed twice a second; at once where a life ends or begins. */
export function useReadings(): readonly MemoryReading[] {
  const isThen = useIsThen()
  const held = useRef<{ readonly phase: InstanceState['phase']; readonly samples: readonly MemoryReading[] }>(null)
  return useInstance(({ phase, memory: { samples } }) => {
    const before = held.current
    const isSoon = !isThen && before !== null && before.phase === phase && samples.length > 0 && isWithinStep(before.samples.at(-1), samples.at(-1))
    if (before === null || !isSoon) held.current = { phase, samples }
    return held.current?.samples ?? samples
  })
}

function isWithinStep(before: MemoryReading | undefined, now: MemoryReading | undefined): boolean {
  return before !== undefined && now !== undefined && now.boot === before.boot && now.at >= before.at && now.at - before.at < PACE_MS
}

/** What of readings and runs is the reader's business: with a lesson open, what has happened since it was set up. */
export function useScope(): Scope {
  const lesson = useSnapshot((snapshot) => snapshot.lesson?.lesson ?? null)
  const since = useSnapshot(({ lesson: open }) => (open === null ? 0 : (open.readySince ?? Number.POSITIVE_INFINITY)))
  return { lesson, since }
}
