import { useEffect, useRef } from 'react'
import { useCurriculum, useReadCurriculum } from '../../state/curriculum.js'
import { noteSteps } from '../../state/lesson-progress.js'
import { currentPlace, goTo } from '../../state/place.js'
import { remember } from '../../state/remembered.js'
import { selectBrowser } from '../../state/selection.js'
import { useLive } from '../../state/use-dashboard.js'

/** The lesson that was opened last, to go on with after a restart. */
export const LAST_LESSON_KEY = 'lesson'

/** What happens whether or not the lessons' place is open: reads the lessons, keeps the progress, follows what is opened and shown. */
export function LessonFollower() {
  useReadCurriculum()
  useKeepProgress()
  useFollowOpened()
  useFollowShown()
  return null
}

function useKeepProgress(): void {
  const { curriculum } = useCurriculum()
  const open = useLive((snapshot) => snapshot.lesson)
  useEffect(() => {
    const lesson = curriculum?.lessons.find(({ id }) => id === open?.lesson)
    if (!lesson || !open || open.settingUp) return
    remember(LAST_LESSON_KEY, lesson.id)
    if (open.step === 0) return
    noteSteps(
      lesson.id,
      lesson.steps.slice(0, open.step).map(({ id }) => id),
      open.step >= lesson.steps.length,
    )
  }, [curriculum, open])
}

/** Somebody opened a lesson (here, in another tab, a script): the link goes along. */
function useFollowOpened(): void {
  const id = useLive((snapshot) => snapshot.lesson?.lesson ?? null)
  const before = useRef(id)
  useEffect(() => {
    const changed = before.current !== id
    before.current = id
    const place = currentPlace()
    if (changed && id !== null && !(place.at === 'lesson' && place.id === id)) goTo({ at: 'lesson', id }, 'replace')
  }, [id])
}

/** While a solution is shown, the tab of the browser that acts comes to the front. */
function useFollowShown(): void {
  const shown = useLive((snapshot) => snapshot.lesson?.shown ?? null)
  const before = useRef(shown?.seq)
  useEffect(() => {
    const isNews = shown !== null && shown.seq !== before.current
    before.current = shown?.seq
    if (isNews) selectBrowser(shown.browser)
  }, [shown])
}
