import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Problem } from '../../../server/protocol/problem.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { lookAt } from '../../state/look-at.js'
import { notify } from '../../state/notices.js'
import { openWithoutCookies } from '../../state/own-browser.js'
import { goTo } from '../../state/place.js'
import { reached } from '../../state/reached.js'
import { DOOR_KEY, remember } from '../../state/remembered.js'
import { selectBrowser } from '../../state/selection.js'
import { languageTold } from '../../state/told-language.js'

export interface Opening {
  /** The lesson that is being set up at this page's wish. */
  readonly id: string | null
  /** Why the last one could not be set up. */
  readonly failed: { readonly id: string; readonly problem: Problem } | null
}

export const openingStore = createStore<Opening>()(() => ({ id: null, failed: null }))

export function useOpening(): Opening {
  return useStore(openingStore)
}

/**
 * Sets the sandbox up for a lesson, from its first step. The reader's own browser forgets its cookies before, so that the visit which that
 * takes belongs to no step; so does the visit in another language, if the page has just been given one. What began before a step is none of
 * it, whenever it is told.
 */
export async function openLesson(id: string): Promise<void> {
  if (openingStore.getState().id !== null) return
  lookAt(null)
  openingStore.setState({ id, failed: null })
  remember(DOOR_KEY, 'lessons')
  selectBrowser(null)
  await languageTold()
  const result = await openWithoutCookies(async () => {
    const again = dashboardStore.getState().snapshot?.lesson?.lesson === id
    const answer = await send(again ? { type: 'lesson:start-over' } : { type: 'lesson:open', lesson: id })
    if (answer.ok) await reached(answer.value.seq)
    return answer
  })
  openingStore.setState({ id: null, failed: result.ok ? null : { id, problem: result.problem } })
  // Where somebody has to be asked first, the question stands where that of every switch does.
  if (!result.ok && result.problem.code === 'ask-first')
    notify(result.problem, { type: 'store:switch', to: String(result.problem.params.to), carryOver: false })
  if (result.ok) goTo({ at: 'lesson', id }, 'replace')
}

/** Closes the open lesson and goes to the free sandbox; everything stays as it is. */
export async function leaveLesson(): Promise<void> {
  remember(DOOR_KEY, 'sandbox')
  goTo({ at: 'sandbox' })
  await send({ type: 'lesson:close' })
}
