import { useCurriculum } from './curriculum.js'
import { useLive } from './use-dashboard.js'

/** Does the open lesson have a guess that is still to be made? Until then nothing on the page says what comes of it. */
export function useGuessOpen(): boolean {
  const { curriculum } = useCurriculum()
  const open = useLive(({ lesson }) => lesson?.lesson ?? null)
  const step = useLive(({ lesson }) => lesson?.step ?? 0)
  const steps = curriculum?.lessons.find(({ id }) => id === open)?.steps ?? []
  return steps.slice(step).some(({ task }) => task.kind === 'predict')
}
