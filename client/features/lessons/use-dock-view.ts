import type { BrokenLesson, Lesson, OpenLesson } from '../../../server/protocol/lessons.js'
import { useCurriculum } from '../../state/curriculum.js'
import { type Place, usePlace } from '../../state/place.js'
import { DOOR_KEY, recall } from '../../state/remembered.js'
import { useLive } from '../../state/use-dashboard.js'

/** What stands at the left side. */
export type DockView =
  | { readonly kind: 'welcome' | 'sandbox' | 'list' | 'cheat-sheet' | 'loading' }
  | { readonly kind: 'open'; readonly lesson: Lesson; readonly open: OpenLesson }
  /** A lesson that is not open: what it is about, and "Begin". */
  | { readonly kind: 'cover'; readonly lesson: Lesson }
  | { readonly kind: 'unknown'; readonly id: string; readonly broken: BrokenLesson | null }

/** The left side by the link, by the lesson that the sandbox has open, and by what was chosen before. */
export function useDockView(): DockView {
  const place = usePlace()
  const open = useLive((snapshot) => snapshot.lesson)
  const { curriculum, problem } = useCurriculum()
  const wanted = wantedLesson(place, open)
  if (wanted === null) {
    if (place.at === 'lessons') return { kind: 'list' }
    if (place.at === 'cheat-sheet') return { kind: 'cheat-sheet' }
    if (place.at === 'sandbox') return { kind: 'sandbox' }
    const door = recall(DOOR_KEY)
    return { kind: door === null ? 'welcome' : door === 'lessons' ? 'list' : 'sandbox' }
  }
  if (curriculum === null) return { kind: problem === null ? 'loading' : 'list' }
  const lesson = curriculum.lessons.find(({ id }) => id === wanted)
  if (!lesson) return { kind: 'unknown', id: wanted, broken: curriculum.broken.find(({ folder }) => folder === wanted) ?? null }
  return open?.lesson === wanted ? { kind: 'open', lesson, open } : { kind: 'cover', lesson }
}

function wantedLesson(place: Place, open: OpenLesson | null): string | null {
  if (place.at === 'lesson') return place.id
  return place.at === 'none' ? (open?.lesson ?? null) : null
}
