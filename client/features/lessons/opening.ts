import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Problem } from '../../../server/protocol/problem.js'
import { ownBrowserId } from '../../state/browser-names.js'
import { send } from '../../state/connection.js'
import { dashboardStore } from '../../state/dashboard-store.js'
import { forgetOwnCookies } from '../../state/own-browser.js'
import { goTo } from '../../state/place.js'
import { remember } from '../../state/remembered.js'
import { selectBrowser } from '../../state/selection.js'
import { DOOR_KEY } from './use-dock-view.js'

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
 * Sets the sandbox up for a lesson, from its first step. The reader's own browser forgets its cookies before, so that
 * the visit which that takes belongs to no step.
 */
export async function openLesson(id: string): Promise<void> {
  if (openingStore.getState().id !== null) return
  openingStore.setState({ id, failed: null })
  remember(DOOR_KEY, 'lessons')
  selectBrowser(null)
  await forgetOwnCookies()
  await ownBrowserAtRest()
  const again = dashboardStore.getState().snapshot?.lesson?.lesson === id
  const result = await send(again ? { type: 'lesson:start-over' } : { type: 'lesson:open', lesson: id })
  openingStore.setState({ id: null, failed: result.ok ? null : { id, problem: result.problem } })
  if (result.ok) goTo({ at: 'lesson', id }, 'replace')
}

const REST_MS = 500
const REST_WITHIN_MS = 3_000

/** The frame may still be loading (the first visit, another language, the forgetting itself): such a visit must not do the first step for its reader. */
async function ownBrowserAtRest(): Promise<void> {
  const until = performance.now() + REST_WITHIN_MS
  let last = ownRequest()
  let since = performance.now()
  while (performance.now() < until && performance.now() - since < REST_MS) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = ownRequest()
    if (now !== last) since = performance.now()
    last = now
  }
}

function ownRequest(): string | null {
  const { snapshot } = dashboardStore.getState()
  const own = snapshot && ownBrowserId(snapshot)
  const row = snapshot?.timeline.findLast((each) => each.kind === 'request' && each.request.actor === own)
  return row?.key ?? null
}

/** Closes the open lesson and goes to the free sandbox; everything stays as it is. */
export async function leaveLesson(): Promise<void> {
  remember(DOOR_KEY, 'sandbox')
  goTo({ at: 'sandbox' })
  await send({ type: 'lesson:close' })
}
