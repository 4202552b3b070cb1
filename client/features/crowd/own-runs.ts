import { useMemo } from 'react'
import type { CrowdRun } from '../../../server/protocol/crowd.js'
import { useSnapshot } from '../../state/use-dashboard.js'

/** The finished crowds that are the reader's business, oldest first: of the lesson that is open, since it was set up; without one, those of no lesson. */
export function useOwnRuns(): readonly CrowdRun[] {
  const finished = useSnapshot((snapshot) => snapshot.crowd.finished)
  const lesson = useSnapshot((snapshot) => snapshot.lesson?.lesson ?? null)
  const since = useSnapshot(({ lesson: open }) => (open === null ? 0 : (open.readySince ?? Number.POSITIVE_INFINITY)))
  return useMemo(() => finished.filter((run) => run.lesson === lesson && run.startedAt >= since), [finished, lesson, since])
}
