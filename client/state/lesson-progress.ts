import { createStore } from 'zustand/vanilla'
import { sandboxNow } from '../clock.js'
import { mergeProgress, type Progress, readProgress, writeProgress } from './lesson-progress-file.js'
import { recall, remember } from './remembered.js'

const KEY = 'lessons'

export interface ProgressState {
  readonly progress: Progress
  /** False once this browser refused to keep it (storage full or off): the progress then lasts until the page is left. */
  readonly saved: boolean
}

/** How far the reader is, lesson by lesson; kept in this browser. */
export const progressStore = createStore<ProgressState>()(() => ({ progress: stored(), saved: true }))

function stored(): Progress {
  const text = recall(KEY)
  const read = text === null ? null : readProgress(text)
  return read?.ok ? read.progress : {}
}

/** Adds progress to what there is; what another tab wrote meanwhile stays. */
export function addProgress(more: Progress): void {
  const { progress: before } = progressStore.getState()
  const progress = mergeProgress(mergeProgress(stored(), before), more)
  if (JSON.stringify(progress) === JSON.stringify(mergeProgress(before, {})) && progressStore.getState().saved && recall(KEY) !== null) return
  progressStore.setState({ progress, saved: remember(KEY, writeProgress(progress)) })
}

/** Notes which steps of a lesson were seen done. */
export function noteSteps(lesson: string, steps: readonly string[], isFinished: boolean): void {
  const known = progressStore.getState().progress[lesson]
  const isNews = steps.some((step) => !known?.steps.includes(step)) || (isFinished && known?.finishedAt == null)
  if (isNews) addProgress({ [lesson]: { steps, finishedAt: isFinished ? sandboxNow() : null } })
}
